package io.mesosframework.server.artifacts;

import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.RouteHandler;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.utils.Futures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Files for agents to fetch, such as executors: single ones under names of their own, and all below folders. GET and HEAD, with ranges (one a
 * request; of several the whole is sent), {@code ETag}, {@code Last-Modified} and their conditions, and {@code Repr-Digest} with the
 * file's SHA-256. That is made at the first request for a file; where this takes longer than the server's time for an answer, requests get
 * 503 until it is there.
 *
 * <p>Nothing outside of what is named can be reached: a symbolic link is followed only if it stays within its folder. Mesos' fetcher has
 * no credentials, so whoever reaches the server reads these files, unless {@link #guarded} is said. Immutable.
 */
public final class ArtifactFiles {

    private final Map<String, Path> files;
    private final Map<String, Path> folders;
    private final boolean guarded;
    private final Digests digests;

    private ArtifactFiles(Map<String, Path> files, Map<String, Path> folders, boolean guarded, Digests digests) {
        this.files = files;
        this.folders = folders;
        this.guarded = guarded;
        this.digests = digests;
    }

    public static ArtifactFiles none() {
        return new ArtifactFiles(Map.of(), Map.of(), false, new Digests());
    }

    /**
     * Serves one file more, read anew for each request.
     *
     * @param path where, such as {@code /executor}
     * @throws IllegalArgumentException if there is no such file
     */
    public ArtifactFiles file(String path, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is no file");
        }
        return new ArtifactFiles(with(files, path, file.toAbsolutePath()), folders, guarded, digests);
    }

    /**
     * Serves all files below a folder, those in folders of it too.
     *
     * @param path where, such as {@code /artifacts}
     * @throws IllegalArgumentException if there is no such folder
     */
    public ArtifactFiles folder(String path, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is no folder");
        }
        return new ArtifactFiles(files, with(folders, path, folder.toAbsolutePath()), guarded, digests);
    }

    /** Gives files only to who has credentials, which Mesos' fetcher has not. */
    public ArtifactFiles guarded() {
        return new ArtifactFiles(files, folders, true, digests);
    }

    private static Map<String, Path> with(Map<String, Path> some, String name, Path path) {
        Map<String, Path> more = new LinkedHashMap<>(some);
        more.put(name, path);
        return more;
    }

    /** For a server. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        files.forEach((path, file) -> routes.add(route(path, request -> answer(request, open(file)))));
        folders.forEach((path, folder) ->
                routes.add(route(path + "/*", request -> answer(request, openBelow(folder, request.variable("*"))))));
        return routes;
    }

    private Route route(String path, RouteHandler handler) {
        return guarded ? Route.of("GET", path, handler) : Route.open("GET", path, handler);
    }

    /** A file that is open, with what it was when it was opened. */
    private record Opened(Path path, SeekableByteChannel channel, long size, Instant modified) {}

    private static Opened openBelow(Path folder, String name) {
        try {
            Path root = folder.toRealPath();
            Path real = root.resolve(name).toRealPath();
            if (!real.startsWith(root)) {
                throw missing();
            }
            return open(real);
        } catch (IOException | InvalidPathException e) {
            throw missing();
        }
    }

    private static Opened open(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                throw missing();
            }
            Instant modified = Files.getLastModifiedTime(real).toInstant();
            // Should it become a link only now, it is not followed.
            SeekableByteChannel channel =
                    Files.newByteChannel(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new Opened(real, channel, channel.size(), modified);
        } catch (IOException e) {
            throw missing();
        }
    }

    private static RefusedException missing() {
        return new RefusedException(404, "There is no such file");
    }

    private CompletionStage<ServerResponse> answer(ServerRequest request, Opened file) {
        return digests.of(file.path(), file.channel(), file.size(), file.modified())
                .handle((digest, error) -> {
                    boolean handedOver = false;
                    try {
                        ServerResponse answer = answer(request, file, digestOr(digest, error));
                        handedOver = answer.body() instanceof ServerResponse.FilePart;
                        return answer;
                    } finally {
                        if (!handedOver) {
                            close(file);
                        }
                    }
                });
    }

    private static String digestOr(@Nullable String digest, @Nullable Throwable error) {
        if (digest != null) {
            return digest;
        }
        if (error != null && !(Futures.cause(error) instanceof UncheckedIOException)) {
            throw new CompletionException(error);
        }
        throw new RefusedException(503, "The file cannot be read just now");
    }

    private static ServerResponse answer(ServerRequest request, Opened file, String digest) {
        Conditions conditions = new Conditions(request, "\"" + digest + "\"", file.modified());
        if (conditions.isViolated()) {
            throw new RefusedException(412, "The file is not the one that the condition names");
        }
        if (conditions.isUnchanged()) {
            return described(ServerResponse.empty(304), digest, file);
        }
        boolean mayBePart = request.method().equals("GET") && conditions.allowsRange();
        Optional<String> range = mayBePart ? request.header("Range") : Optional.empty();
        Optional<ByteRange> asked = range.flatMap(ByteRange::parse);
        if (asked.isEmpty()) {
            return described(part(200, file, 0, file.size()), digest, file);
        }
        ByteRange part = asked.get().within(file.size());
        if (part.isEmpty()) {
            throw new RefusedException(
                    ServerResponse.faults(
                                    416,
                                    List.of(new io.mesosframework.server.Fault(
                                            "Range", "the file has " + file.size() + " bytes")))
                            .with("Content-Range", "bytes */" + file.size()),
                    "No such range");
        }
        return described(part(206, file, part.first(), part.length()), digest, file)
                .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + file.size());
    }

    private static ServerResponse part(int status, Opened file, long first, long length) {
        return new ServerResponse(
                status,
                Map.of("Content-Type", "application/octet-stream"),
                new ServerResponse.FilePart(file.channel(), first, length));
    }

    private static ServerResponse described(ServerResponse answer, String digest, Opened file) {
        return answer.with("Accept-Ranges", "bytes")
                .with("ETag", "\"" + digest + "\"")
                .with("Last-Modified", Conditions.date(file.modified()))
                .with("Cache-Control", "no-cache")
                .with("Repr-Digest", "sha-256=:" + digest + ":");
    }

    private static void close(Opened file) {
        try {
            file.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
