package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.http.ClientTls;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.ServerTls;
import io.mesosframework.http.Transport;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.SlotState;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master that speaks only TLS, with a certificate of its own CA, and wants a principal. */
@Tag("slow") // keytool takes a second
final class FrameworkOverTlsTest {

    @TempDir
    static Path folder;

    private static EmbeddedMesos mesos;

    @BeforeAll
    static void up() throws Exception {
        makeCertificate();
        mesos = EmbeddedMesos.builder()
                .tls(ServerTls.of(folder.resolve("master.pem"), folder.resolve("master.key")))
                .credential("ops", "secret")
                .start();
    }

    @AfterAll
    static void down() {
        mesos.close();
    }

    @Test
    void anApplicationRunsToItsEnd() throws Exception {
        try (Transport transport = transport(ClientTls.DEFAULT.withCa(folder.resolve("master.pem")));
                LiveFramework live = LiveFramework.start(
                        "tls",
                        List.of("https://" + mesos.master()),
                        builder -> builder.transport(transport).credentials("ops", "secret"))) {
            live.put(
                    Application.named("greet").cpus(0.1).mem(32).command("true").build());
            live.awaitAll("greet", SlotState.FINISHED);
        }
    }

    @Test
    void aMasterWhoseCertificateNobodyVouchesForIsNotSpokenTo() {
        List<SubscriptionState> heard = new CopyOnWriteArrayList<>();
        try (Transport transport = transport(ClientTls.DEFAULT);
                Framework framework = Framework.named("distrust")
                        .masters("https://" + mesos.master())
                        .transport(transport)
                        .credentials("ops", "secret")
                        .subscriptionListener(heard::add)
                        .start()) {
            await().atMost(PATIENCE)
                    .until(() ->
                            heard.stream().anyMatch(state -> state.toString().contains("certificate")));
            assertThat(framework.id()).isEmpty();
        }
    }

    private static Transport transport(ClientTls tls) {
        return HttpTransport.builder().tls(tls).build();
    }

    private static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "master",
                        "-dname",
                        "CN=master",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc:c",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "password")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        write("master.pem", "CERTIFICATE", keys.getCertificate("master").getEncoded());
        write(
                "master.key",
                "PRIVATE KEY",
                keys.getKey("master", "password".toCharArray()).getEncoded());
    }

    private static void write(String file, String kind, byte[] der) throws Exception {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind
                        + "-----\n");
    }
}
