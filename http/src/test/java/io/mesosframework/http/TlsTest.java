package io.mesosframework.http;

import static io.mesosframework.http.Loopback.LONG;
import static io.mesosframework.http.Loopback.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow") // keytool takes a second for each certificate
class TlsTest {

    private static final Request GET = Request.get("/", Headers.EMPTY);

    @TempDir
    static Path folder;

    private static Certificates certificates;

    private final Loopback loopback = new Loopback();

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new Certificates(folder);
        certificates.ca("ca");
        certificates.ca("other-ca");
        certificates.signed("server", "ca", "dns:localhost");
        certificates.signed("client", "ca", "dns:client");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        loopback.close();
    }

    private HttpServer server(Handler handler) {
        ServerTls tls = ServerTls.of(certificates.certificate("server"), certificates.key("server"));
        return loopback.server(handler, builder -> builder.tls(tls));
    }

    private CompletableFuture<Connection> connect(ClientTls tls, String host, int port) {
        return loopback.transport(builder -> builder.tls(tls)).connect(new Origin(true, host, port));
    }

    private static ClientTls trusting(String ca) {
        return ClientTls.DEFAULT.withCa(certificates.certificate(ca));
    }

    @Test
    void callsAndStreamsGoOverTls() {
        byte[] body = new byte[3_000_000];
        new SplittableRandom(3).nextBytes(body);
        HttpServer server = server(exchange -> {
            if (exchange.request().path().equals("/stream")) {
                ResponseStream stream = exchange.stream(200, Headers.EMPTY);
                stream.write(body);
                stream.end();
            } else {
                exchange.respond(
                        new Response(200, Headers.EMPTY, exchange.request().body()));
            }
        });
        Connection connection = get(connect(trusting("ca"), "localhost", server.port()));
        RecordingListener listener = new RecordingListener();

        assertThat(get(connection.call(Request.post("/", Headers.EMPTY, body), LONG))
                        .body())
                .isEqualTo(body);
        connection.stream(Request.get("/stream", Headers.EMPTY), listener);
        assertThat(get(listener.end)).isEqualTo(body);
    }

    @Test
    void aServerOfAnotherCaIsNotTrusted() {
        HttpServer server = server(exchange -> exchange.respond(Response.of(200)));

        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> get(connect(trusting("other-ca"), "localhost", server.port())))
                .withMessageContaining("https://localhost:" + server.port());
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> get(connect(ClientTls.DEFAULT, "localhost", server.port())));
    }

    @Test
    void aServerOfAnotherNameIsRefusedUnlessNamesAreNotVerified() {
        HttpServer server = server(exchange -> exchange.respond(Response.of(200)));

        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> get(connect(trusting("ca"), "127.0.0.1", server.port())))
                .withMessageContaining("127.0.0.1");
        Connection connection = get(connect(trusting("ca").withoutHostVerification(), "127.0.0.1", server.port()));
        assertThat(get(connection.call(GET, LONG)).status()).isEqualTo(200);
    }

    @Test
    void aServerThatAsksForACertificateGetsIt() {
        ServerTls tls = ServerTls.of(certificates.certificate("server"), certificates.key("server"))
                .withClientCa(certificates.certificate("ca"));
        HttpServer server =
                loopback.server(exchange -> exchange.respond(Response.of(200)), builder -> builder.tls(tls));
        ClientTls known =
                trusting("ca").withCertificate(certificates.certificate("client"), certificates.key("client"));

        assertThat(get(get(connect(known, "localhost", server.port())).call(GET, LONG))
                        .status())
                .isEqualTo(200);
        // In TLS 1.3 the client is through before the server has looked at its certificate: the call fails, then.
        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> get(
                        get(connect(trusting("ca"), "localhost", server.port())).call(GET, LONG)));
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsSaidNotTo() {
        HttpServer plain = loopback.server(exchange -> exchange.respond(Response.of(200)));

        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> get(connect(trusting("ca"), "localhost", plain.port())))
                .withMessageContaining("localhost")
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
    }

    @Test
    void aPlainClientOfATlsServerIsCut() {
        HttpServer server = server(exchange -> exchange.respond(Response.of(200)));

        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> get(loopback.connect(server.port()).call(GET, LONG)));
    }

    @Test
    void aStreamOverTlsIsCutAndHeldBackLikeAnyOther() {
        HttpServer server = server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            stream.write("half".getBytes(UTF_8));
            stream.abort();
        });
        RecordingListener listener = new RecordingListener();

        get(connect(trusting("ca"), "localhost", server.port())).stream(GET, listener);

        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(listener.end));
        assertThat(listener.text()).isEqualTo("half");
    }

    @Test
    void filesThatHoldNoCertificateOrKeyAreNamed() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "not PEM");
        Path missing = folder.resolve("missing.pem");

        for (Path bad : new Path[] {garbage, missing}) {
            assertThatExceptionOfType(TlsException.class)
                    .isThrownBy(() -> HttpTransport.builder()
                            .tls(ClientTls.DEFAULT.withCa(bad))
                            .build())
                    .withMessageContaining(bad.toString());
            assertThatExceptionOfType(TlsException.class)
                    .isThrownBy(() -> HttpServer.builder()
                            .handler(exchange -> {})
                            .tls(ServerTls.of(certificates.certificate("server"), bad))
                            .start())
                    .withMessageContaining(bad.toString());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientTls(null, garbage, null, true));
    }
}
