package io.mesosframework.conformance.golden;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The recordings' place, with an index of what each is. */
final class GoldenFolder {
    private static final String HEAD = """
            # Golden records

            Whole exchanges with a real Mesos 1.11.0: in each file the bytes of one request and, right behind its body, every
            byte of the answer, chunking included. Ids and times are what they were. Names count the order within a folder;
            a stream's file is numbered by its start and goes on while the later ones happen.

            Recorded by `GoldenRecorder` in module conformance, which uses sockets only and no code of the SDK. To record anew (needs
            what `conformance/real-mesos/rig.sh check` asks for; rewrites this folder):

                mvn -pl conformance -am test -Dtest=GoldenRecorder -Dsurefire.failIfNoSpecifiedTests=false -Dtest.excludedGroups=

            | file | what | answer |
            |---|---|---|
            """;

    private final Path folder;
    private final List<String> index = new ArrayList<>();

    GoldenFolder(Path folder) {
        this.folder = folder;
    }

    /** Waits for the end of the answer and keeps the exchange. */
    void record(String name, String what, RawExchange exchange) {
        await(name).atMost(PATIENCE).until(exchange::complete);
        exchange.close();
        keep(name, what, exchange);
    }

    /** Keeps the exchange as it stands. */
    void keep(String name, String what, RawExchange exchange) {
        exchange.save(folder.resolve(name + ".http"));
        note(name + ".http", what, "" + exchange.status());
    }

    /** Keeps some other file. */
    void keep(String name, String what, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
        note(name, what, "");
    }

    private void note(String file, String what, String answer) {
        index.add("| " + file + " | " + what + " | " + answer + " |\n");
    }

    void clear() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    void writeIndex() throws IOException {
        index.sort(Comparator.naturalOrder());
        Files.writeString(folder.resolve("README.md"), HEAD + String.join("", index));
    }

    /** A POST as a client would send it; headers as {@code Name: value} lines. */
    static byte[] post(String address, String path, byte[] body, String... headers) {
        return request("POST", address, path, body, headers);
    }

    static byte[] request(String method, String address, String path, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + address + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
