package io.mesosframework.embedded.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetcherTest {

    private static final ContainerID ID = ContainerID.newBuilder()
            .setValue("inner")
            .setParent(ContainerID.newBuilder().setValue("outer"))
            .build();

    @TempDir
    Path directory;

    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;
    private HttpServer server;
    private Fetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("request " + requests.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        fetcher = new Fetcher(directory.resolve("cache"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static CommandInfo.URI.Builder uri(String value) {
        return CommandInfo.URI.newBuilder().setValue(value);
    }

    private Path fetch(String sandbox, CommandInfo.URI.Builder... uris) throws Exception {
        return fetchAs("someone", sandbox, uris);
    }

    private Path fetchAs(String user, String sandbox, CommandInfo.URI.Builder... uris) throws Exception {
        CommandInfo.Builder command = CommandInfo.newBuilder().setUser(user);
        for (CommandInfo.URI.Builder uri : uris) {
            command.addUris(uri);
        }
        Path target = Files.createDirectories(directory.resolve(sandbox));
        Fetcher.check(command.build());
        fetcher.fetch(command.build(), ID, target);
        return target;
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    out.write(name.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void withoutTheCacheEachFetchAsksAnew() throws Exception {
        fetch("s1", uri(address("/file")));
        Path second = fetch("s2", uri(address("/file?with=query")));

        assertThat(requests).hasValue(2);
        assertThat(second.resolve("file")).hasContent("request 2");
    }

    @Test
    void aCachedFileIsFetchedOnceForAUser() throws Exception {
        Path first = fetch("s1", uri(address("/file")).setCache(true));
        Path second = fetch("s2", uri(address("/file")).setCache(true).setOutputFile("sub/other"));
        Path third = fetchAs("another", "s3", uri(address("/file")).setCache(true));

        assertThat(first.resolve("file")).hasContent("request 1");
        assertThat(second.resolve("sub/other")).hasContent("request 1");
        assertThat(third.resolve("file")).hasContent("request 2");
        assertThat(directory.resolve("cache")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void thoseWhoWantTheSameFileAtATimeShareOneRequest() throws Exception {
        int several = 8;
        CountDownLatch together = new CountDownLatch(several);
        ExecutorService threads = Executors.newFixedThreadPool(several);
        try {
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < several; i++) {
                String sandbox = "s" + i;
                all.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return fetch(sandbox, uri(address("/file")).setCache(true));
                }));
            }
            for (Future<Path> one : all) {
                assertThat(one.get().resolve("file")).hasContent("request 1");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void aFailureIsNotCached() throws Exception {
        status = 500;
        assertThatThrownBy(() -> fetch("s1", uri(address("/file")).setCache(true)))
                .hasMessage("Failed to fetch all URIs for container 'outer.inner': exited with status 1");
        assertThat(directory.resolve("s1/stderr")).content().contains("Failed to fetch '" + address("/file") + "'");

        status = 200;
        Path second = fetch("s2", uri(address("/file")).setCache(true));
        assertThat(second.resolve("file")).hasContent("request 2");
    }

    @Test
    void aZipIsUnpackedBesideItself() throws Exception {
        Path archive = file("a.zip", zip("top", "folder/", "folder/inner", "made/without/entry"));
        Path sandbox = fetch("s1", uri(archive.toString()));

        assertThat(sandbox.resolve("a.zip")).exists();
        assertThat(sandbox.resolve("top")).hasContent("top");
        assertThat(sandbox.resolve("folder/inner")).hasContent("folder/inner");
        assertThat(sandbox.resolve("made/without/entry")).hasContent("made/without/entry");
    }

    @Test
    void aCachedZipIsUnpackedAndNotCopied() throws Exception {
        Path archive = file("a.zip", zip("top"));
        Path sandbox = fetch("s1", uri(archive.toString()).setCache(true));

        assertThat(sandbox.resolve("a.zip")).doesNotExist();
        assertThat(sandbox.resolve("top")).hasContent("top");
    }

    @Test
    void aZipThatReachesOutOfTheSandboxFails() throws Exception {
        Path archive = file("a.zip", zip("../outside"));

        assertThatThrownBy(() -> fetch("s1", uri(archive.toString()))).isInstanceOf(IOException.class);
        assertThat(directory.resolve("outside")).doesNotExist();
        assertThat(directory.resolve("s1/stderr")).content().contains("'../outside' does not lie in the sandbox");
    }

    @Test
    void archivesStayAsTheyAreWhereThatIsWanted() throws Exception {
        Path archive = file("a.zip", zip("top"));
        Path kept = fetch("s1", uri(archive.toString()).setExtract(false));
        Path executable = fetch("s2", uri(archive.toString()).setExecutable(true));

        assertThat(kept.resolve("top")).doesNotExist();
        assertThat(executable.resolve("top")).doesNotExist();
        assertThat(executable.resolve("a.zip")).isExecutable();
    }

    @Test
    void aGzipLosesItsEnding() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("plain".getBytes(StandardCharsets.UTF_8));
        }
        Path sandbox = fetch("s1", uri("file://" + file("notes.gz", bytes.toByteArray())));

        assertThat(sandbox.resolve("notes")).hasContent("plain");
        assertThat(sandbox.resolve("notes.gz")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "http://host, Could not fetch: Malformed URI (missing path): http://host",
        "http://host/, Could not fetch: Malformed URI (missing path): http://host/",
        "/with\\slash, Could not fetch: Illegal characters in URI",
    })
    void someAddressesAreNotEvenTried(String address, String message) {
        assertThatThrownBy(() -> Fetcher.check(
                        CommandInfo.newBuilder().addUris(uri(address)).build()))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }
}
