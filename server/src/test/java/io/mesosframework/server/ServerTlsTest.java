package io.mesosframework.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ServerTlsTest {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final String GET = "GET /thing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** A ClientHello of TLS 1.1, as it cannot be made with today's JDKs: with suites that every server of its time had. */
    private static final String HELLO_OF_1_1 = "160301002f" // a record of a handshake
            + "0100002b" // a ClientHello
            + "0302" // of TLS 1.1
            + "00".repeat(32) // its random number
            + "00" // no session
            + "0004c009c013" // ECDHE with AES-128-CBC and SHA-1
            + "0100"; // no compression

    @TempDir
    Path folder;

    private KeyStore keys(String algorithm, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        if (algorithm.equals("RSA")) {
            // A longer one takes seconds to find.
            command.addAll(List.of("-keysize", "2048"));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private ServerCertificate files(KeyStore keys, String name) throws IOException, GeneralSecurityException {
        Path certificate = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(
                key, pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()));
        return new ServerCertificate(certificate, key);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static MesosServer serve(ServerCertificate certificate) {
        return MesosServer.builder()
                .tls(certificate)
                .access(Access.open().token("a-token-of-some-length"))
                .route(Route.open(
                        "GET",
                        "/thing",
                        request -> ServerResponse.text(200, "secure " + request.isSecure())
                                .now()))
                .start();
    }

    private static SSLSocket socket(MesosServer server, KeyStore trusted, String protocol)
            throws IOException, GeneralSecurityException {
        KeyStore only = KeyStore.getInstance("PKCS12");
        try {
            only.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        only.setCertificateEntry("ca", trusted.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(only);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"EC, TLSv1.3", "EC, TLSv1.2", "RSA, TLSv1.3", "RSA, TLSv1.2", "Ed25519, TLSv1.3"})
    void itSpeaks(String algorithm, String protocol) throws Exception {
        KeyStore keys = keys(algorithm, "a");
        try (MesosServer server = serve(files(keys, "a"));
                SSLSocket socket = socket(server, keys, protocol)) {
            String answer = ask(socket);

            assertThat(server.uri().toString()).startsWith("https://");
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .endsWith("secure true")
                    .contains("Strict-Transport-Security: max-age=");
            assertThat(socket.getSession().getCipherSuite()).doesNotContain("TLS_RSA_", "CBC");
        }
    }

    @Test
    void olderProtocolsAndPlainHttpAreRefused() throws Exception {
        KeyStore keys = keys("EC", "a");
        try (MesosServer server = serve(files(keys, "a"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(HELLO_OF_1_1));
            byte[] answer = socket.getInputStream().readNBytes(7);
            // An alert, fatal: the protocol's version.
            assertThat(HexFormat.of().formatHex(answer)).startsWith("15").endsWith("0246");

            assertThat(Raw.ask(server.port(), GET)).doesNotContain("200");
        }
    }

    @Test
    void theSameHelloOfTheNextVersionIsAnswered() throws Exception {
        KeyStore keys = keys("EC", "a");
        String suites = "000ac02bc02cc02fc030cca9";
        String extensions = "000a0006000400170018" // the curves P-256 and P-384
                + "000d0006000404030503"; // signatures with them
        try (MesosServer server = serve(files(keys, "a"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String body = "0303" + "00".repeat(32) + "00" + suites + "0100" + length(extensions, 4) + extensions;
            String hello = "01" + length(body, 6) + body;
            socket.getOutputStream().write(HexFormat.of().parseHex("160301" + length(hello, 4) + hello));
            // A record of a handshake, so what was refused above was the version.
            assertThat(socket.getInputStream().read()).isEqualTo(0x16);
        }
    }

    private static String length(String hex, int digits) {
        return HexFormat.of().toHexDigits(hex.length() / 2L).substring(16 - digits);
    }

    @Test
    void aClientThatDoesNotTrustItGetsNothing() throws Exception {
        KeyStore keys = keys("EC", "a");
        KeyStore others = keys("EC", "b");
        try (MesosServer server = serve(files(keys, "a"));
                SSLSocket socket = socket(server, others, "TLSv1.3")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedBeforeItListens() throws Exception {
        ServerCertificate one = files(keys("EC", "a"), "a");
        for (ServerCertificate other : List.of(files(keys("EC", "b"), "b"), files(keys("RSA", "c"), "c"))) {
            assertThatThrownBy(() -> serve(new ServerCertificate(one.certificate(), other.key())))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining(other.key().toString())
                    .hasMessageContaining("is not that of the first certificate in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void whatIsNoKeyIsRefusedByItsName(String text) throws Exception {
        ServerCertificate good = files(keys("EC", "a"), "a");
        Path bad = Files.writeString(folder.resolve("bad.key"), text);

        assertThatThrownBy(() -> serve(new ServerCertificate(good.certificate(), bad)))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining(bad.toString());
        assertThatThrownBy(() -> serve(new ServerCertificate(bad, good.key())))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining(bad.toString());
        assertThatThrownBy(() -> serve(new ServerCertificate(good.certificate(), folder.resolve("none.key"))))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("is it there, and readable?");
    }

    @Test
    void othersAreLetInWithTlsAndAuthentication() throws Exception {
        ServerCertificate certificate = files(keys("EC", "a"), "a");
        MesosServer.builder()
                .listen("0.0.0.0", 0)
                .tls(certificate)
                .access(Access.open().token("a-token-of-some-length"))
                .start()
                .close();
        assertThatThrownBy(() -> MesosServer.builder()
                        .listen("0.0.0.0", 0)
                        .tls(certificate)
                        .start())
                .hasMessageContaining("it has no authentication:");
    }

    /** Each has its own routes, and says by what it is reached. */
    @Test
    void serversOfOneProcessAreApart() throws Exception {
        KeyStore keys = keys("EC", "a");
        try (MesosServer secure = serve(files(keys, "a"));
                MesosServer plain = MesosServer.builder()
                        .route(Route.of(
                                "GET",
                                "/other",
                                request -> ServerResponse.text(200, "other").now()))
                        .start();
                SSLSocket socket = socket(secure, keys, "TLSv1.3")) {
            assertThat(secure.uri().getScheme()).isEqualTo("https");
            assertThat(plain.uri().getScheme()).isEqualTo("http");
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(Raw.statusOf(Raw.ask(plain.port(), GET))).isEqualTo(404);
            assertThat(Raw.ask(plain.port(), GET.replace("thing", "other"))).endsWith("other");
        }
    }
}
