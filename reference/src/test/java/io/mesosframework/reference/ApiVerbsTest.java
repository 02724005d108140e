package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.MesosServer;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        Ended ended = mesosfw("app", "list", "--token-file", folder + "/none");
        assertThat(ended.err()).containsExactly("mesosfw: --token-file " + folder + "/none: there is no such file");
        assertThat(ended.code()).isEqualTo(2);
    }
}
