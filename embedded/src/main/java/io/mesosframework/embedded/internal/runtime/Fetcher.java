package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings a command's URIs into its sandbox: files, http and https, from a cache where that is asked for, made executable
 * or unpacked. What goes wrong is said in the sandbox' stderr. Methods block; any thread may call them.
 */
final class Fetcher {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Path cache;

    /** By user and address; those under way, too. */
    private final Map<String, CompletableFuture<Path>> cached = new ConcurrentHashMap<>();

    private final AtomicLong cacheNames = new AtomicLong();

    Fetcher(Path cache) {
        this.cache = cache;
    }

    /** @throws IOException in the words that Mesos puts into a task's status */
    void fetch(CommandInfo command, ContainerID id, Path sandbox) throws IOException, InterruptedException {
        for (CommandInfo.URI uri : command.getUrisList()) {
            try {
                fetch(uri, command.getUser(), sandbox);
            } catch (IOException | IllegalArgumentException e) {
                Files.writeString(
                        sandbox.resolve("stderr"),
                        "Failed to fetch '" + uri.getValue() + "': " + e.getMessage() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                throw new IOException(
                        "Failed to fetch all URIs for container '" + text(id) + "': exited with status 1", e);
            }
        }
    }

    /**
     * What the agent itself looks at before it starts its fetcher.
     *
     * @throws IOException in the words that Mesos puts into a task's status
     */
    static void check(CommandInfo command) throws IOException {
        for (CommandInfo.URI uri : command.getUrisList()) {
            check(uri);
        }
    }

    private static void check(CommandInfo.URI uri) throws IOException {
        String value = uri.getValue();
        if (value.indexOf('\\') >= 0 || value.indexOf('\'') >= 0 || value.indexOf('\0') >= 0) {
            throw new IOException("Could not fetch: Illegal characters in URI");
        }
        int scheme = value.indexOf("://");
        if (scheme >= 0) {
            int slash = value.indexOf('/', scheme + 3);
            if (slash < 0 || slash == value.length() - 1) {
                throw new IOException("Could not fetch: Malformed URI (missing path): " + value);
            }
        }
        if (uri.hasOutputFile() && uri.getOutputFile().isEmpty()) {
            throw new IOException("Could not fetch: URI output file path is empty");
        }
        if (uri.getOutputFile().startsWith("/")) {
            throw new IOException("Could not fetch: URI output file must be within the sandbox directory");
        }
    }

    private void fetch(CommandInfo.URI uri, String user, Path sandbox) throws IOException, InterruptedException {
        String name = uri.hasOutputFile() ? uri.getOutputFile() : baseName(uri.getValue());
        Path target = sandbox.resolve(name).normalize();
        if (name.isEmpty() || !target.startsWith(sandbox) || target.equals(sandbox)) {
            throw new IOException("the name '" + name + "' does not lie in the sandbox");
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        boolean unpack = !uri.getExecutable() && uri.getExtract();
        if (uri.getCache()) {
            Path kept = fromCache(uri.getValue(), user, name);
            if (!unpack || !Archives.extract(kept, target.getFileName().toString(), sandbox)) {
                Files.copy(kept, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } else {
            download(uri.getValue(), target);
            if (unpack) {
                Archives.extract(target, target.getFileName().toString(), sandbox);
            }
        }
        if (uri.getExecutable()) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private Path fromCache(String value, String user, String name) throws IOException {
        CompletableFuture<Path> mine = new CompletableFuture<>();
        String key = user + "@" + value;
        CompletableFuture<Path> known = cached.putIfAbsent(key, mine);
        if (known != null) {
            try {
                return known.join();
            } catch (CompletionException e) {
                throw new IOException(
                        e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
            }
        }
        try {
            Files.createDirectories(cache);
            Path file = cache.resolve(
                    "c" + cacheNames.incrementAndGet() + "-" + Path.of(name).getFileName());
            download(value, file);
            mine.complete(file);
            return file;
        } catch (IOException | RuntimeException e) {
            cached.remove(key);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static void download(String value, Path target) throws IOException {
        try (InputStream in = open(value)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static InputStream open(String value) throws IOException {
        if (value.startsWith("/")) {
            return Files.newInputStream(Path.of(value));
        }
        if (!value.contains("://")) {
            throw new IOException("A relative path was passed for the resource, and no frameworks home is set");
        }
        URI uri = URI.create(value);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("file")) {
            return Files.newInputStream(Path.of(uri.getPath()));
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IOException("only file, http and https are fetched here");
        }
        URLConnection connection = uri.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection.getInputStream();
    }

    private static String baseName(String value) {
        int query = value.indexOf('?');
        String path =
                query < 0 || !value.contains("://") || value.startsWith("file:") ? value : value.substring(0, query);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String text(ContainerID id) {
        return id.hasParent() ? text(id.getParent()) + "." + id.getValue() : id.getValue();
    }
}
