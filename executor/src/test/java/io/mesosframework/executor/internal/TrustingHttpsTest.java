package io.mesosframework.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.mesosframework.http.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks by https against a certificate that nobody trusts and that names another host. */
class TrustingHttpsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    @Test
    void aSelfSignedCertificateOfAnotherHostWillDo() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
        server.createContext("/well", exchange -> {
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/well");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.start();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try (HttpTransport transport = HttpTransport.builder().build()) {
            HttpProbe probe = new HttpProbe(transport, new TrustingHttps(timer));

            ProbeResult result = probe.run(
                            new Probe.Http(true, false, server.getAddress().getPort(), "/moved"))
                    .get(20, TimeUnit.SECONDS);

            assertThat(result).isEqualTo(new ProbeResult.HttpAnswered(201));
        } finally {
            server.stop(0);
            timer.shutdownNow();
        }
    }

    @Test
    void nobodyListeningIsAFailure() throws Exception {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try (HttpTransport transport = HttpTransport.builder().build()) {
            HttpProbe probe = new HttpProbe(transport, new TrustingHttps(timer));

            assertThat(probe.run(new Probe.Http(true, false, 1, "/")).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ProbeResult.Failed.class);
        } finally {
            timer.shutdownNow();
        }
    }

    private SSLContext selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=elsewhere",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
