package io.mesosframework.scheduler.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.internal.RecordSamples.Sample;
import io.mesosframework.storage.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records as versions of this framework have written them, one file each: {@code golden/<sample>.1.json}, {@code .2.json} and so on, the last as it is written
 * now. None is ever changed or deleted: they are what is in people's storages.
 */
class GoldenRecordsTest {

    @ParameterizedTest
    @MethodSource("samples")
    void everyRecordThatWasEverWrittenIsRead(Sample sample) throws IOException {
        for (String golden : golden(sample.name())) {
            assertThat(read(sample.kept().key(), Bytes.ofText(golden)))
                    .as(golden)
                    .isEqualTo(sample.read());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsWrittenNowIsOnRecord(Sample sample) throws IOException {
        List<String> golden = golden(sample.name());
        String written = sample.kept().value().text();

        assertThat(golden.isEmpty() ? "" : golden.get(golden.size() - 1))
                .as(
                        "The encoding has changed: keep the files there are, and add src/test/resources/golden/%s.%d.json with: %s",
                        sample.name(), golden.size() + 1, written)
                .isEqualTo(written);
    }

    static List<Sample> samples() {
        return RecordSamples.all();
    }

    private static List<String> golden(String sample) throws IOException {
        List<String> found = new ArrayList<>();
        for (int version = 1; ; version++) {
            String file = "/golden/" + sample + "." + version + ".json";
            try (InputStream in = GoldenRecordsTest.class.getResourceAsStream(file)) {
                if (in == null) {
                    return found;
                }
                found.add(new String(in.readAllBytes(), UTF_8).strip());
            }
        }
    }

    private static Object read(String key, Bytes value) {
        if (SlotJson.isSlot(key)) {
            return SlotJson.slot(key, value);
        } else if (SlotJson.isUpdate(key)) {
            return SlotJson.update(key, value);
        } else if (ReservationJson.isReservation(key)) {
            return ReservationJson.read(key, value);
        } else if (AgentJson.isAgent(key)) {
            return AgentJson.read(key, value);
        } else {
            return SlotJson.specification(key, value);
        }
    }
}
