package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.protocol.CommandInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Brings a command's URIs into its sandbox: files and http(s), made executable or unpacked as asked. Blocks. */
final class Fetcher {

    private static final int TIMEOUT_MILLIS = 60_000;

    private Fetcher() {}

    static void fetch(List<CommandInfo.URI> uris, Path sandbox) throws IOException, InterruptedException {
        for (CommandInfo.URI uri : uris) {
            fetch(uri, sandbox);
        }
    }

    private static void fetch(CommandInfo.URI uri, Path sandbox) throws IOException, InterruptedException {
        String name = uri.hasOutputFile() ? uri.getOutputFile() : baseName(uri.getValue());
        Path target = sandbox.resolve(name).normalize();
        if (name.isEmpty() || !target.startsWith(sandbox)) {
            throw new IOException("the name '" + name + "' does not lie in the sandbox");
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (InputStream in = open(uri.getValue())) {
            Files.copy(in, target);
        }
        if (uri.getExecutable()) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        } else if (uri.getExtract()) {
            extract(target, sandbox);
        }
    }

    private static InputStream open(String value) throws IOException {
        if (value.startsWith("/")) {
            return Files.newInputStream(Path.of(value));
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

    /** What Mesos unpacks, by the same programs. */
    private static void extract(Path archive, Path sandbox) throws IOException, InterruptedException {
        String name = archive.getFileName().toString();
        List<String> command;
        if (name.matches(".*\\.(tar|tgz|tar\\.gz|tbz2|tar\\.bz2|txz|tar\\.xz)")) {
            command = List.of("tar", "-C", sandbox.toString(), "-xf", archive.toString());
        } else if (name.endsWith(".gz")) {
            command = List.of("gzip", "-dk", archive.toString());
        } else if (name.endsWith(".zip")) {
            command = List.of("unzip", "-o", "-d", sandbox.toString(), archive.toString());
        } else {
            return;
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        sandbox.resolve("stderr").toFile()))
                .start();
        if (!process.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("unpacking took longer than a minute");
        }
        if (process.exitValue() != 0) {
            throw new IOException(command.get(0) + " ended with status " + process.exitValue());
        }
    }

    private static String baseName(String value) {
        int query = value.indexOf('?');
        String path = query < 0 || value.startsWith("/") ? value : value.substring(0, query);
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
