package io.mesosframework.embedded.internal.web;

import com.google.protobuf.ByteString;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.agent.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The `/files` endpoints of an agent over the sandboxes below its work directory (PROTOCOL E69-E72). Blocks. */
final class SandboxFiles {

    /** Sixteen pages at most in one read. */
    private static final int MAX_READ = 16 * 4096;

    private final Path workDirectory;
    private final String agentId;

    SandboxFiles(Path workDirectory, String agentId) {
        this.workDirectory = workDirectory;
        this.agentId = agentId;
    }

    Response answer(String route, Map<String, String> query) {
        if (route.equals("/files/debug")) {
            return allFiles(query);
        }
        Optional<Response> problem = problem(route, query);
        if (problem.isPresent()) {
            return problem.get();
        }
        String path = query.getOrDefault("path", "");
        try {
            Optional<Path> file = resolve(path);
            if (file.isEmpty()) {
                return Replies.text(404, "");
            }
            return switch (route) {
                case "/files/browse" -> browse(path, file.get(), query);
                case "/files/read" -> read(file.get(), query);
                default -> download(file.get());
            };
        } catch (IOException e) {
            return Response.of(500, String.valueOf(e.getMessage()));
        }
    }

    /** LIST_FILES and READ_FILE (PROTOCOL E16, E17). */
    Response answer(Call call, Codec codec) {
        boolean list = call.getType() == Call.Type.LIST_FILES;
        String path = list ? call.getListFiles().getPath() : call.getReadFile().getPath();
        try {
            Optional<Path> file = path.isEmpty() ? Optional.empty() : resolve(path);
            if (file.isEmpty()) {
                return Replies.text(404, "");
            }
            if (!list && Files.isDirectory(file.get())) {
                return Response.of(400, "Cannot read a directory.\n");
            }
            return Replies.message(codec, list ? listing(path, file.get()) : content(file.get(), call.getReadFile()));
        } catch (IOException e) {
            return Response.of(500, String.valueOf(e.getMessage()));
        }
    }

    private static io.mesosframework.protocol.agent.Response listing(String path, Path directory) throws IOException {
        var response = io.mesosframework.protocol.agent.Response.newBuilder()
                .setType(io.mesosframework.protocol.agent.Response.Type.LIST_FILES);
        response.getListFilesBuilder();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> children = Files.list(directory)) {
                for (Path child : children.sorted().toList()) {
                    Map<String, Object> attributes = Files.readAttributes(child, "unix:*", LinkOption.NOFOLLOW_LINKS);
                    response.getListFilesBuilder()
                            .addFileInfosBuilder()
                            .setPath((path.endsWith("/") ? path : path + "/") + child.getFileName())
                            .setNlink(((Number) attributes.getOrDefault("nlink", 1)).intValue())
                            .setSize(((Number) attributes.getOrDefault("size", 0L)).longValue())
                            .setMtime(TimeInfo.newBuilder()
                                    .setNanoseconds(Files.getLastModifiedTime(child, LinkOption.NOFOLLOW_LINKS)
                                                    .toInstant()
                                                    .getEpochSecond()
                                            * 1_000_000_000L))
                            .setMode(((Number) attributes.getOrDefault("mode", 0)).intValue())
                            .setUid(String.valueOf(attributes.get("owner")))
                            .setGid(String.valueOf(attributes.get("group")));
                }
            }
        }
        return response.build();
    }

    private static io.mesosframework.protocol.agent.Response content(Path file, Call.ReadFile read) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long wanted = read.hasLength() ? Math.min(read.getLength(), MAX_READ) : MAX_READ;
            return io.mesosframework.protocol.agent.Response.newBuilder()
                    .setType(io.mesosframework.protocol.agent.Response.Type.READ_FILE)
                    .setReadFile(io.mesosframework.protocol.agent.Response.ReadFile.newBuilder()
                            .setSize(size)
                            .setData(ByteString.copyFrom(bytes(channel, read.getOffset(), wanted))))
                    .build();
        }
    }

    private static byte[] bytes(FileChannel channel, long offset, long length) throws IOException {
        long wanted = Math.min(length, Math.max(0, channel.size() - offset));
        ByteBuffer buffer = ByteBuffer.allocate((int) wanted);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // until all of it is there, or the file has become shorter
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private Response allFiles(Map<String, String> query) {
        try {
            return debug(query);
        } catch (IOException e) {
            return Response.of(500, String.valueOf(e.getMessage()));
        }
    }

    /** Each executor's sandbox by the paths it can be asked for. */
    private Response debug(Map<String, String> query) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Path slave = workDirectory.resolve("slaves").resolve(agentId);
        if (Files.exists(slave.resolve("frameworks"))) {
            try (Stream<Path> runs = Files.walk(slave, 6)) {
                for (Path latest : runs.filter(path -> path.endsWith("runs/latest"))
                        .sorted()
                        .toList()) {
                    String real = latest.toRealPath().toString();
                    json.put("/" + slave.relativize(latest), real)
                            .put(real, real)
                            .put(latest.toString(), real);
                }
            }
        }
        return Replies.json(json, query);
    }

    /** What is wrong with the request, whatever files there are. */
    static Optional<Response> problem(String route, Map<String, String> query) {
        if (query.getOrDefault("path", "").isEmpty()) {
            return Optional.of(Response.of(400, "Expecting 'path=value' in query.\n"));
        }
        if (!route.equals("/files/read")) {
            return Optional.empty();
        }
        for (String name : List.of("offset", "length")) {
            String text = query.getOrDefault(name, "-1");
            try {
                if (Long.parseLong(text) < -1) {
                    return Optional.of(Response.of(400, "Negative " + name + " provided: " + text + ".\n"));
                }
            } catch (NumberFormatException e) {
                return Optional.of(Response.of(
                        400, "Failed to parse " + name + ": Failed to convert '" + text + "' to number.\n"));
            }
        }
        return Optional.empty();
    }

    /** A sandbox by its real path, its `latest` link, or below `/frameworks`; nothing outside of them. */
    private Optional<Path> resolve(String path) throws IOException {
        Path slave = workDirectory.resolve("slaves").resolve(agentId);
        Path asked = path.startsWith("/frameworks/") ? slave.resolve(path.substring(1)) : Path.of(path);
        if (!Files.exists(asked) || !Files.exists(slave)) {
            return Optional.empty();
        }
        Path real = asked.toRealPath();
        return real.startsWith(slave.toRealPath()) ? Optional.of(real) : Optional.empty();
    }

    /** A file gives an empty list, as it does on the real one. */
    private static Response browse(String path, Path directory, Map<String, String> query) throws IOException {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> children = Files.list(directory)) {
                for (Path child : children.sorted().toList()) {
                    json.add(entry(path, child));
                }
            }
        }
        return Replies.json(json, query);
    }

    private static ObjectNode entry(String parent, Path child) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(child, "unix:*", LinkOption.NOFOLLOW_LINKS);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("gid", String.valueOf(attributes.get("group")));
        json.put("mode", mode(child));
        json.put(
                "mtime",
                Files.getLastModifiedTime(child, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .getEpochSecond());
        json.put("nlink", ((Number) attributes.getOrDefault("nlink", 1)).longValue());
        json.put("path", (parent.endsWith("/") ? parent : parent + "/") + child.getFileName());
        json.put("size", ((Number) attributes.getOrDefault("size", 0L)).longValue());
        json.put("uid", String.valueOf(attributes.get("owner")));
        return json;
    }

    private static String mode(Path child) throws IOException {
        char kind = Files.isSymbolicLink(child) ? 'l' : Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) ? 'd' : '-';
        return kind + PosixFilePermissions.toString(Files.getPosixFilePermissions(child, LinkOption.NOFOLLOW_LINKS));
    }

    private static Response read(Path file, Map<String, String> query) throws IOException {
        if (Files.isDirectory(file)) {
            return Response.of(400, "Cannot read a directory.\n");
        }
        long offset = Long.parseLong(query.getOrDefault("offset", "-1"));
        long length = Long.parseLong(query.getOrDefault("length", "-1"));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (offset == -1) {
                return Replies.json(json.put("data", "").put("offset", size), query);
            }
            long wanted = length == -1 ? MAX_READ : Math.min(length, MAX_READ);
            String data = new String(bytes(channel, offset, wanted), StandardCharsets.UTF_8);
            return Replies.json(json.put("data", data).put("offset", offset), query);
        }
    }

    private static Response download(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return Response.of(400, "Cannot download a directory.\n");
        }
        return new Response(
                200,
                Headers.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Content-Disposition",
                        "attachment; filename=" + file.getFileName()),
                Files.readAllBytes(file));
    }
}
