package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.Fault;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.RouteHandler;
import io.mesosframework.server.ServerResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mesosfw app} and {@code mesosfw logs}, and what they say of an API. */
final class ApiVerbsTest {

    @TempDir
    private Path folder;

    private record Ended(int code, List<String> out, List<String> err) {}

    private static Ended mesosfw(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)), Map.of(), arguments);
        return new Ended(
                code, out.toString().lines().toList(), err.toString().lines().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b\nc", "short", "not:a-token"})
    void aTokenThatIsNoneIsRefusedBeforeItIsSent(String token) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), token);
        Ended ended = mesosfw("app", "list", "--api", "http://127.0.0.1:1", "--token-file", file.toString());
        assertThat(ended.err())
                .containsExactly(
                        "mesosfw: --token-file " + file
                                + ": A token has 8 or more letters, digits and ._~+/- without spaces (RFC 6750): this one has not");
        assertThat(ended.code()).isEqualTo(2);
    }

    /** An API of two answers: the slots of an application, and then that it is not there. */
    private static MesosServer deletedMeanwhile() {
        AtomicInteger questions = new AtomicInteger();
        return MesosServer.builder()
                .listen("127.0.0.1", 0)
                .routes(List.of(
                        Route.of(
                                "GET",
                                "/v1/api/framework",
                                request -> ServerResponse.json(200, "{\"id\":\"f\"}")
                                        .now()),
                        Route.of("GET", "/v1/api/app/{name}/slots", request -> {
                            if (questions.incrementAndGet() > 1) {
                                throw new RefusedException(404, "name", "There is no application web");
                            }
                            return ServerResponse.json(200, "{\"slots\":[{\"slot\":\"web.0\",\"state\":\"pending\"}]}")
                                    .now();
                        })))
                .start();
    }

    @Test
    @Timeout(30)
    void logsThatAreFollowedEndWellWithTheirApplication() {
        try (MesosServer server = deletedMeanwhile()) {
            Ended ended = mesosfw("logs", "-f", "web", "--api", server.uri().toString());
            assertThat(ended.err()).isEmpty();
            assertThat(ended.code()).isZero();
            assertThat(mesosfw("logs", "-f", "web", "--api", server.uri().toString())
                            .code())
                    .isEqualTo(2);
        }
    }

    /** An API that refuses all with two faults. */
    private static MesosServer refusing() {
        RouteHandler refusal = request -> ServerResponse.faults(
                        404,
                        List.of(
                                new Fault("[0].name", "There is no application web"),
                                new Fault("[1].instances", "must be a whole number")))
                .now();
        return MesosServer.builder()
                .listen("127.0.0.1", 0)
                .routes(List.of(
                        Route.of("DELETE", "/v1/api/app", refusal),
                        Route.of("PUT", "/v1/api/app", refusal),
                        Route.of("POST", "/v1/api/app/{name}/scale", refusal)))
                .start();
    }

    @Test
    void ofABodyThatTheUserHasNotWrittenTheWordsAreTold() throws IOException {
        Path file = Files.writeString(folder.resolve("job.json"), """
                {"name": "web", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}
                """);
        try (MesosServer server = refusing()) {
            String api = "--api=" + server.uri();
            for (String line : List.of("delete web", "scale web 5")) {
                Ended ended = mesosfw(("app " + line + " " + api).split(" "));
                assertThat(ended.err())
                        .containsExactly(
                                "mesosfw: There is no application web", "mesosfw: instances: must be a whole number");
                assertThat(ended.code()).isEqualTo(2);
            }
            assertThat(mesosfw("app", "deploy", file.toString(), api).err())
                    .containsExactly(
                            "mesosfw: [0].name: There is no application web",
                            "mesosfw: [1].instances: must be a whole number");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app show ../all, ../all",
        "app show .., ..",
        "app show a/b, a/b",
        "app kill a%2fb, a%2fb",
        "app restart a?b, a?b",
        "app why -x/, Unknown option",
        "logs a/../b.0, a/../b.0"
    })
    void aNameThatCanBeNoneIsRefusedBeforeItIsSent(String line, String words) {
        Ended ended = mesosfw((line + " --api http://127.0.0.1:1").split(" "));
        assertThat(ended.err()).first().asString().contains(words).doesNotContain("127.0.0.1");
        assertThat(ended.code()).isEqualTo(2);
    }

    /** What OpenSSL and Java answer who does not begin with TLS: an alert. */
    @Test
    void whereTheApiMayWantHttpsThatIsSaid() throws Exception {
        try (ServerSocket tls = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                try (Socket client = tls.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream().write(new byte[] {0x15, 3, 1, 0, 2, 2, 10});
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            answers.start();
            Ended ended = mesosfw("app", "list", "--api", "http://127.0.0.1:" + tls.getLocalPort());
            answers.join();
            assertThat(ended.err())
                    .singleElement()
                    .asString()
                    .contains("the API there may want https (--api https://127.0.0.1:" + tls.getLocalPort() + ")");
            assertThat(ended.code()).isEqualTo(3);
        }
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        Ended ended = mesosfw("app", "list", "--token-file", folder + "/none");
        assertThat(ended.err()).containsExactly("mesosfw: --token-file " + folder + "/none: there is no such file");
        assertThat(ended.code()).isEqualTo(2);
    }
}
