package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EmbeddedCommandTest {

    /** The command in a thread of its own, until it is interrupted. */
    private static final class Running implements AutoCloseable {
        private final BufferedReader out;
        private final Thread thread;

        Running(String... arguments) throws IOException {
            PipedWriter end = new PipedWriter();
            out = new BufferedReader(new PipedReader(end));
            CommandLine line =
                    Main.commandLine().setOut(new PrintWriter(end)).setErr(new PrintWriter(new StringWriter()));
            thread = new Thread(() -> line.execute(arguments), "mesosfw-embedded");
            thread.start();
        }

        String line() throws IOException {
            return String.valueOf(out.readLine());
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static int status(String address, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void oneMasterAndItsAgentsAreNamedLineByLine() throws Exception {
        try (Running run = new Running("embedded", "--port", "0", "--agents", "2")) {
            assertThat(run.line()).matches("Master http://127\\.0\\.0\\.1:\\d+");
            assertThat(run.line()).matches("Agent1 http://127\\.0\\.0\\.1:\\d+");
            assertThat(run.line()).matches("Agent2 http://127\\.0\\.0\\.1:\\d+");
            assertThat(run.line()).matches("Frameworks subscribe at http://\\S+/api/v1/scheduler\\. Ctrl-C ends it\\.");
        }
    }

    @Test
    void ofSeveralMastersOneLeadsAndTheOthersPointToIt() throws Exception {
        List<String> masters;
        try (Running run = new Running("embedded", "--port", "0", "--masters", "3", "--json")) {
            JsonNode ready = JsonMapper.shared().readTree(run.line());
            assertThat(ready.path("event").asString()).isEqualTo("ready");
            assertThat(ready.path("agents").size()).isEqualTo(1);
            masters =
                    ready.path("masters").valueStream().map(JsonNode::asString).toList();
            assertThat(masters).hasSize(3).doesNotHaveDuplicates();
            assertThat(status(masters.get(0), "/state")).isEqualTo(200);
            assertThat(status(masters.get(1), "/state")).isEqualTo(307);
            assertThat(status(masters.get(2), "/state")).isEqualTo(307);
        }
        for (String master : masters) {
            try (ServerSocket free = new ServerSocket(Integer.parseInt(master.substring(master.indexOf(':') + 1)))) {
                assertThat(free.isBound()).isTrue();
            }
        }
    }

    @Test
    void theNextMastersHaveTheNextPorts() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort() % 30_000 + 10_000;
        }
        try (Running run = new Running("embedded", "--port", "" + port, "--masters", "2", "--agents", "0")) {
            assertThat(run.line()).isEqualTo("Master1 http://127.0.0.1:" + port);
            assertThat(run.line()).isEqualTo("Master2 http://127.0.0.1:" + (port + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--masters 0, --masters is from 1 to 9",
        "--masters 10, --masters is from 1 to 9",
        "--agents -1, --agents is from 0 to 1000",
        "--port 70000, --port is from 0 to 65535",
        "--port 65535 --masters 2, --port leaves no room for 2 masters",
        "--credentials me, --credentials is PRINCIPAL:SECRET",
        "--log paper, '--log is text, mlog or json'",
        "--port 0 --resources cpus:many, The resources of agent 1",
        "--port 0 --attributes rack, The attributes of agent 1",
        "--port 0 --host ::1, The host is an IPv4 address",
        "--port 0 --host localhost, The host is an IPv4 address",
        "--port 0 --host 192.0.2.1, Cannot listen on 192.0.2.1",
        "--port 0 --work-dir=, --work-dir is empty",
        "--port 0 --work-dir /dev/null, The work directory /dev/null cannot be made: /dev/null is no directory",
        "--port 0 --work-dir /dev/null/x, The work directory /dev/null/x cannot be made: ",
        "--nothing, Unknown option",
    })
    void whatIsWrongIsSaidBeforeAnythingStarts(String flags, String words) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(("embedded " + flags).split(" ", -1));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(words).doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    @Timeout(30)
    void anAddressThatCannotBeToldEndsItWith3() {
        StringWriter err = new StringWriter();
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int count) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        int code = Main.commandLine()
                .setOut(new PrintWriter(full))
                .setErr(new PrintWriter(err))
                .execute("embedded", "--port", "0", "--json");
        assertThat(code).isEqualTo(3);
        assertThat(err.toString())
                .contains("mesosfw: stdout cannot be written, or nobody reads it")
                .doesNotContain("\tat ");
    }

    @Test
    void whereThePortIsTakenAWayOutIsNamed() throws IOException {
        StringWriter err = new StringWriter();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = Main.commandLine()
                    .setErr(new PrintWriter(err))
                    .execute("embedded", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(code).isEqualTo(2);
        }
        assertThat(err.toString()).contains("--port 0 finds one that is free");
    }

    @Test
    void theHelpNamesEveryFlag() {
        StringWriter out = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(out)).execute("embedded", "--help");
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains(
                        "--masters=N",
                        "--agents=N",
                        "--port=PORT",
                        "--host=ADDRESS",
                        "--resources=TEXT",
                        "--attributes=TEXT",
                        "--credentials=PRINCIPAL:SECRET",
                        "--work-dir=DIR",
                        "--json");
    }
}
