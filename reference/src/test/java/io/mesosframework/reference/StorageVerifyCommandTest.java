package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StorageVerifyCommandTest {

    private static final String AGENT = """
            {"format": 1, "hostname": "h", "address": "a", "region": "", "zone": "", "attributes": []}""";

    private record Ended(int code, String out, String err) {}

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void store() {
        file = folder.resolve("state.db");
        try (Storage storage = SqliteStorage.open(file)) {
            put(storage, "frameworks/shop/term", "taken");
            put(storage, "frameworks/shop/id", "id-1");
            put(storage, "frameworks/shop/kept/agents/S1", AGENT);
        }
    }

    private static void put(Storage storage, String key, String value) {
        Transaction put = Transaction.builder().put(key, Bytes.ofText(value)).build();
        assertThat(storage.commit(put).join()).isInstanceOf(CommitResult.Committed.class);
    }

    private void put(String key, String value) {
        try (Storage storage = SqliteStorage.open(file)) {
            put(storage, key, value);
        }
    }

    private static Ended mesosfw(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)), Map.of(), arguments);
        return new Ended(code, out.toString(), err.toString());
    }

    private Ended verify(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "storage";
        arguments[1] = "verify";
        arguments[2] = "--storage";
        arguments[3] = "sqlite:" + file;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return mesosfw(arguments);
    }

    @Test
    void whatIsThereIsTold() {
        Ended ended = verify("--name", "shop");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines())
                .containsExactly(
                        "sqlite:" + file + ", framework shop",
                        "  framework id  id-1",
                        "  term          1 (one start)",
                        "  agents        1, format 1",
                        "All can be read.");
    }

    @Test
    void whatCannotBeReadIsToldWithItsReasonAndEndsWithOne() {
        put("frameworks/shop/kept/agents/S2", "{\"form");
        put("frameworks/shop/kept/agents/S3", "{\"format\": 2}");
        Ended ended = verify("--name", "shop");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out())
                .contains("  agents        3, 1 of format 0, 1 of format 1, 1 of format 2")
                .contains("cannot be read: frameworks/shop/kept/agents/S2: ")
                .contains("frameworks/shop/kept/agents/S3: What is stored under agents/S3 has format 2")
                .contains("The framework would not start: 2 cannot be read.");

        Ended asJson = verify("--name", "shop", "--json");
        assertThat(asJson.code()).isEqualTo(1);
        JsonNode line = JsonMapper.shared().readTree(asJson.out());
        assertThat(line.path("frameworkId").asString()).isEqualTo("id-1");
        assertThat(line.path("kinds").path("agents").path("records").asInt()).isEqualTo(3);
        assertThat(line.path("unreadable").path(1).path("reason").asString()).contains("format 2");
    }

    @Test
    void anotherFrameworksNameIsAnsweredWithThoseThereAre() {
        Ended ended = verify("--name", "shops");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--name shops: nothing of this framework is stored there; there is shop");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aFileThatIsOpenElsewhereIsRefused() {
        try (Storage open = SqliteStorage.open(file)) {
            Ended ended = verify("--name", "shop");
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err())
                    .contains("state.db", "" + ProcessHandle.current().pid());
            put(open, "still", "usable");
        }
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        Files.writeString(file, "this is no database, however long it may be".repeat(200));
        Ended ended = verify();
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).startsWith("mesosfw: ").contains("state.db").doesNotContain("\tat ");
    }

    @Test
    void nothingIsMadeWhereNothingIs() throws IOException {
        Path missing = folder.resolve("not/there.db");
        Ended ended = mesosfw("storage", "verify", "--storage", "sqlite:" + missing);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("there is no such file");
        assertThat(missing.getParent()).doesNotExist();

        Files.write(file, new byte[0]);
        assertThat(verify().code()).isEqualTo(2);
        assertThat(file).isEmptyFile();
    }

    @Test
    void whatIsNoStorageOfItsOwnIsRefused() {
        assertThat(mesosfw("storage", "verify", "--storage", "memory").err()).contains("gone with its process");
        for (String text : new String[] {"memory", "sqlite:", "mysql:x", "etcd:", "etcd:x", "etcd:http://u:secret@h"}) {
            assertThat(mesosfw("storage", "verify", "--storage", text).code())
                    .as(text)
                    .isEqualTo(2);
        }
        assertThat(mesosfw("storage", "verify").code()).isEqualTo(2);
        assertThat(mesosfw("storage").code()).isEqualTo(2);
    }

    @Test
    void itsFlagsMayStandInAFile() throws IOException {
        Path config = folder.resolve("config.yml");
        Files.writeString(config, "name: shop\nstorage: sqlite:" + file + "\n");
        Ended ended = mesosfw("storage", "verify", "--config", config.toString());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
    }
}
