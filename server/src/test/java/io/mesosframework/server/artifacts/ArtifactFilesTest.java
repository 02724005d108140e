package io.mesosframework.server.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.Access;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.Raw;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArtifactFilesTest {

    /** Of "0123456789". */
    private static final String DIGEST = "hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=";

    @TempDir
    private Path folder;

    private MesosServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("digits"), "0123456789");
        Files.createFile(root.resolve("empty"));
        Files.writeString(Files.createDirectory(root.resolve("deep")).resolve("a file"), "inside");
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(Files.createDirectory(folder.resolve("root2")).resolve("other"), "secret");
        Files.createSymbolicLink(root.resolve("out"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("outside"), folder);
        Files.createSymbolicLink(root.resolve("within"), root.resolve("digits"));
        server = MesosServer.builder()
                .access(Access.open().token("some-token"))
                .routes(ArtifactFiles.none()
                        .file("/executor", root.resolve("digits"))
                        .folder("/artifacts", root)
                        .routes())
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void aFileIsServedWithItsDigestAndWithoutCredentials() throws Exception {
        HttpResponse<String> response = get("/executor");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("0123456789");
        assertThat(header(response, "Repr-Digest")).isEqualTo("sha-256=:" + DIGEST + ":");
        assertThat(header(response, "ETag")).isEqualTo("\"" + DIGEST + "\"");
        assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(response, "Strict-Transport-Security")).isEmpty();
        assertThat(get("/artifacts/deep/a%20file").body()).isEqualTo("inside");
        assertThat(get("/artifacts/within").body()).isEqualTo("0123456789");
        assertThat(get("/artifacts/empty").body()).isEmpty();
    }

    @Test
    void headHasTheHeadersOnly() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + "/executor"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "Content-Length")).isEqualTo("10");
        assertThat(header(response, "Repr-Digest")).contains(DIGEST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bytes=0-0       | 206 | 0          | bytes 0-0/10",
                "bytes=2-4       | 206 | 234        | bytes 2-4/10",
                "bytes=7-        | 206 | 789        | bytes 7-9/10",
                "bytes=-3        | 206 | 789        | bytes 7-9/10",
                "bytes=-99       | 206 | 0123456789 | bytes 0-9/10",
                "bytes=5-99      | 206 | 56789      | bytes 5-9/10",
                "bytes=10-       | 416 | -          | bytes */10",
                "bytes=-0        | 416 | -          | bytes */10",
                "bytes=4-2       | 200 | 0123456789 | -",
                "bytes=0-1,3-4   | 200 | 0123456789 | -",
                "lines=0-1       | 200 | 0123456789 | -",
                "bytes=a-b       | 200 | 0123456789 | -",
                "bytes=0-9999999999999999999999 | 200 | 0123456789 | -",
            })
    void ranges(String range, int status, String body, String contentRange) throws Exception {
        HttpResponse<String> response = get("/executor", "Range", range);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
        if (body != null) {
            assertThat(response.body()).isEqualTo(body);
        }
    }

    @Test
    void conditions() throws Exception {
        String tag = "\"" + DIGEST + "\"";
        assertThat(get("/executor", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get("/executor", "If-None-Match", "\"x\", W/" + tag).statusCode())
                .isEqualTo(304);
        assertThat(get("/executor", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
        assertThat(get("/executor", "If-Match", "\"x\"").statusCode()).isEqualTo(412);
        assertThat(get("/executor", "If-Match", tag).statusCode()).isEqualTo(200);
        assertThat(get("/executor", "If-Range", "\"x\"", "Range", "bytes=0-1").statusCode())
                .isEqualTo(200);
        assertThat(get("/executor", "If-Range", tag, "Range", "bytes=0-1").statusCode())
                .isEqualTo(206);
        String date = header(get("/executor"), "Last-Modified");
        assertThat(get("/executor", "If-Modified-Since", date).statusCode()).isEqualTo(304);
        assertThat(get("/executor", "If-Modified-Since", "Thu, 1 Jan 1970 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/executor", "If-Modified-Since", "yesterday").statusCode())
                .isEqualTo(200);
    }

    /** RFC 9110, 5.6.7. */
    @Test
    void theDayOfADateHasTwoDigits() throws Exception {
        Files.setLastModifiedTime(folder.resolve("root/digits"), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));

        assertThat(header(get("/executor"), "Last-Modified")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
    }

    /** RFC 9110, 14.2. */
    @Test
    void aRangeIsOfGetAlone() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + "/executor"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Range", "bytes=2-4")
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Length")).isEqualTo("10");
    }

    @Test
    void aChangedFileHasAnotherTag() throws Exception {
        String before = header(get("/executor"), "ETag");
        Path file = folder.resolve("root/digits");
        Files.writeString(file, "other");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));

        HttpResponse<String> after = get("/executor");

        assertThat(after.body()).isEqualTo("other");
        assertThat(header(after, "ETag")).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/artifacts/../secret",
                "/artifacts/%2e%2e/secret",
                "/artifacts/..%2fsecret",
                "/artifacts/..%5csecret",
                "/artifacts/deep/../../secret",
                "/artifacts/....//secret",
                "/artifacts//secret",
                "/artifacts/%2fetc%2fpasswd",
                "/artifacts//etc/passwd",
                "/artifacts/out",
                "/artifacts/outside/secret",
                "/artifacts/outside/root2/other",
                "/artifacts/../root2/other",
                "/artifacts/digits%00.txt",
                "/artifacts/..;/secret",
                "/artifacts/%252e%252e/secret",
                "/artifacts/",
                "/artifacts",
                "/artifacts/deep",
                "/artifacts/nothing",
                "/executor/../secret",
                "http://localhost/artifacts/../secret",
            })
    void nothingOutsideIsReached(String path) throws IOException {
        String answer = Raw.ask(
                server.port(),
                "GET " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer some-token\r\nConnection: close\r\n\r\n");

        assertThat(Raw.statusOf(answer)).as(answer).isIn(400, 404);
        assertThat(answer).doesNotContain("root:").doesNotContain("\r\n\r\nsecret");
    }

    @Test
    void aLargeFileComesWhole() throws Exception {
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(folder.resolve("root/large"), bytes);

        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create(server.uri() + "/artifacts/large"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.body()).isEqualTo(bytes);
    }

    /** More ask for it than there are threads. */
    @Test
    @Timeout(120)
    void aLargeFileThatManyAskForHoldsNoOtherRequestUp() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("root/large").toFile(), "rw")) {
            large.setLength(2L << 30);
        }
        List<Raw> asking = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                asking.add(new Raw(server.port())
                        .send("GET /artifacts/large HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0\r\n\r\n"));
            }
            HttpResponse<String> small = client.sendAsync(
                            HttpRequest.newBuilder(URI.create(server.uri() + "/nothing"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .get(10, TimeUnit.SECONDS);
            assertThat(small.statusCode()).isEqualTo(401);
            for (Raw one : asking) {
                one.socket().setSoTimeout(60_000);
                assertThat(Raw.statusOf(one.readUntil("\r\n"))).isEqualTo(206);
            }
        } finally {
            for (Raw one : asking) {
                one.close();
            }
        }
    }
}
