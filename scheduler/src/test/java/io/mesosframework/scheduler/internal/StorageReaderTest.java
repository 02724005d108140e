package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.StorageReport;
import io.mesosframework.scheduler.StorageReport.Kind;
import io.mesosframework.scheduler.StorageReport.Unreadable;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StorageReaderTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Keys KEYS = Keys.of("my framework/1");

    private final Storage storage = Storage.inMemory();

    private void put(String key, String value) {
        Transaction put = Transaction.builder().put(key, Bytes.ofText(value)).build();
        assertThat(storage.commit(put).join()).isInstanceOf(CommitResult.Committed.class);
    }

    /** As a framework stores an application of two slots. */
    private void fill() {
        Stored.takeOver(storage, KEYS, List.of(), NOON);
        Stored.takeOver(storage, KEYS, List.of(), NOON);
        put(KEYS.frameworkId(), "id-1");
        Application web = ApplicationJson.parse("""
                {"name": "web", "instances": 2, "command": {"cmd": "true"}, "resources": {"cpu": 1, "mem": 32}}
                """, "here").get(0);
        for (Action action : new DefaultTaskManager(new SplittableRandom(1)).put(web, NOON)) {
            if (action instanceof Action.Persist persist) {
                put(KEYS.kept(persist.key()), persist.value().text());
            }
        }
        put(KEYS.kept("mine"), "of a handler");
    }

    private StorageReport report() {
        return StorageReport.of(storage, "my framework/1");
    }

    private static Kind kind(String name, int records, Map<Integer, Integer> formats) {
        return new Kind(name, records, new TreeMap<>(formats));
    }

    @Test
    void whatIsStoredIsCountedByKindAndFormat() {
        fill();
        List<Entry> before = storage.range("").join();
        StorageReport report = report();
        assertThat(report.term()).isEqualTo(2);
        assertThat(report.frameworkId()).contains("id-1");
        assertThat(report.kinds())
                .contains(
                        kind("applications", 1, Map.of(1, 1)),
                        kind("slots", 2, Map.of(1, 2)),
                        kind("others", 1, Map.of()));
        assertThat(report.unreadable()).isEmpty();
        assertThat(report.isEmpty()).isFalse();
        assertThat(storage.range("").join()).isEqualTo(before);
    }

    @Test
    void whatCannotBeReadIsToldByItsKeyWithTheReason() {
        fill();
        String newer = KEYS.kept("slots/web/0");
        String garbled = KEYS.kept("slots/web/1");
        put(newer, "{\"format\": 7}");
        put(garbled, "{\"form");
        StorageReport report = report();
        assertThat(report.kinds()).contains(kind("slots", 2, Map.of(0, 1, 7, 1)));
        assertThat(report.unreadable()).extracting(Unreadable::key).containsExactly(newer, garbled);
        assertThat(report.unreadable().get(0).reason()).contains("format 7", "reads format 1 only");
        assertThat(report.unreadable().get(1).reason()).contains("is not readable");
    }

    @Test
    void everyKindIsRead() {
        for (String kind :
                List.of("applications/a", "slots/a/0", "updates/a", "earlier/a/1", "reservations/a", "agents/a")) {
            put(KEYS.kept(kind), "{\"format\": 1}");
        }
        put(KEYS.kept("slots/a"), "{\"format\": 1}");
        assertThat(report().unreadable())
                .hasSize(7)
                .allSatisfy(one -> assertThat(one.reason()).contains("is not readable"));
        assertThat(report().kinds()).extracting(Kind::name).doesNotContain("others");
    }

    @Test
    void frameworksAreNamedAndEachIsReadAlone() {
        fill();
        Stored.takeOver(storage, Keys.of("other"), List.of(), NOON);
        put("frameworks/other/kept/slots/x/0", "?");
        put("orders/next", "1");
        assertThat(StorageReport.frameworks(storage)).containsExactly("my framework/1", "other");
        assertThat(report().unreadable()).isEmpty();
        assertThat(StorageReport.of(storage, "other").unreadable()).hasSize(1);
        assertThat(StorageReport.of(storage, "third").isEmpty()).isTrue();
    }
}
