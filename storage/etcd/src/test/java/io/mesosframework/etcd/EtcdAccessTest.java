package io.mesosframework.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.auth.Permission;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.testing.etcd.EtcdCluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and certificates, on a real etcd. */
@Tag("slow")
class EtcdAccessTest {

    @BeforeEach
    void etcd() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
    }

    @Test
    void aUserGetsInByPasswordOnly() throws Exception {
        try (EtcdCluster cluster = EtcdCluster.single();
                Client admin =
                        Client.builder().endpoints(cluster.member().endpoint()).build()) {
            requirePasswords(admin);
            String host = cluster.member().endpoint().substring("http://".length());

            try (EtcdStorage storage = EtcdStorage.connect("etcd:http://root:p%40ss@" + host + "/x")) {
                assertThat(storage.get("a").get(10, TimeUnit.SECONDS)).isEmpty();
                assertThat(storage).asString().doesNotContain("p@ss", "p%40ss");
            }
            EtcdStorageBuilder reader = readerOf("x/", host);
            try (EtcdStorage storage = reader.readOnly().connect()) {
                assertThat(storage.range("").get(10, TimeUnit.SECONDS)).isEmpty();
            }
            assertDenied("etcd:http://root:wrong@" + host + "/x");
            assertDenied("etcd:http://" + host + "/x");
        }
    }

    /** Members forget their tokens then. */
    @Test
    void aUserStaysInWhenEtcdStartsAnew() throws Exception {
        try (EtcdCluster cluster = EtcdCluster.single();
                Client admin =
                        Client.builder().endpoints(cluster.member().endpoint()).build()) {
            requirePasswords(admin);
            String host = cluster.member().endpoint().substring("http://".length());
            try (EtcdStorage storage = EtcdStorage.connect("etcd:http://root:p%40ss@" + host + "/x")) {
                Lease lease = storage.lease(Duration.ofSeconds(30)).get(10, TimeUnit.SECONDS);
                put(storage, "a", lease);
                cluster.member().kill();
                cluster.member().start();
                cluster.awaitHealthy();

                assertThat(storage.get("a").get(20, TimeUnit.SECONDS)).isPresent();
                cluster.member().kill();
                cluster.member().start();
                cluster.awaitHealthy();
                put(storage, "b", lease);
                assertThat(storage.get("b").get(20, TimeUnit.SECONDS)).isPresent();
            }
        }
    }

    private static void put(EtcdStorage storage, String key, Lease lease) throws Exception {
        Transaction put =
                Transaction.builder().put(key, Bytes.ofText("1"), lease).build();
        assertThat(storage.commit(put).get(20, TimeUnit.SECONDS)).isEqualTo(new CommitResult.Committed());
    }

    private static void requirePasswords(Client admin) throws Exception {
        var auth = admin.getAuthClient();
        auth.userAdd(EtcdKeys.bytes("root"), EtcdKeys.bytes("p@ss")).get(10, TimeUnit.SECONDS);
        auth.userGrantRole(EtcdKeys.bytes("root"), EtcdKeys.bytes("root")).get(10, TimeUnit.SECONDS);
        auth.authEnable().get(10, TimeUnit.SECONDS);
    }

    /** A user who may read this and no more. */
    private static EtcdStorageBuilder readerOf(String namespace, String host) throws Exception {
        try (Client root = Client.builder()
                .endpoints("http://" + host)
                .user(EtcdKeys.bytes("root"))
                .password(EtcdKeys.bytes("p@ss"))
                .build()) {
            var auth = root.getAuthClient();
            var name = EtcdKeys.bytes("reader");
            auth.userAdd(name, name).get(10, TimeUnit.SECONDS);
            auth.roleAdd(name).get(10, TimeUnit.SECONDS);
            auth.roleGrantPermission(
                            name, EtcdKeys.bytes(namespace), JournalGroup.after(namespace), Permission.Type.READ)
                    .get(10, TimeUnit.SECONDS);
            auth.userGrantRole(name, name).get(10, TimeUnit.SECONDS);
        }
        return EtcdStorage.builder("etcd:http://reader:reader@" + host + "/" + namespace);
    }

    @Test
    void overTlsBothSidesShowCertificates(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String endpoint = "https://127.0.0.1:" + port;
        certificate(folder, "own");
        certificate(folder, "other");
        try (EtcdCluster cluster = EtcdCluster.start(
                1,
                "--listen-client-urls=" + endpoint,
                "--advertise-client-urls=" + endpoint,
                "--cert-file=" + folder.resolve("own.crt"),
                "--key-file=" + folder.resolve("own.key"),
                "--trusted-ca-file=" + folder.resolve("own.crt"),
                "--client-cert-auth")) {
            assertThat(cluster.member().isHealthy()).isTrue();
            String text = "etcd:" + endpoint + "/x?ca=" + folder.resolve("own.crt");
            String shown = "&cert=" + folder.resolve("own.crt") + "&key=" + folder.resolve("own.key");
            try (EtcdStorage storage = EtcdStorage.connect(text + shown)) {
                assertThat(storage.get("a").get(10, TimeUnit.SECONDS)).isEmpty();
            }
            assertDenied(text.replace("own", "other") + shown);
            assertThatThrownBy(() -> EtcdStorage.connect(text)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void whatIsMisnamedIsRefusedWithoutShowingThePassword() {
        for (String text : List.of(
                "etcd:ftp://u:secret@h:1",
                "etcd:https://u:secret@h:1?cert=a",
                "etcd:https://u:secret@h:1?x=a",
                "etcd:http://u:secret@h:1?ca=a")) {
            assertThatThrownBy(() -> EtcdStorage.connect(text))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
                    .hasMessageNotContaining("secret");
        }
    }

    private static void assertDenied(String text) {
        assertThatThrownBy(() -> EtcdStorage.connect(text))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
    }

    private static void certificate(Path folder, String name) throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        name + ".key",
                        "-out",
                        name + ".crt")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(openssl.waitFor()).isZero();
    }
}
