package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MlogFormatTest {

    private static final Instant TIME = Instant.parse("2026-11-22T19:17:45.5Z");
    private static final MlogIdentity IDENTITY = new MlogIdentity("web.0.x", 7, "shop", "orders", "probe", "c-1");

    private static MlogEvent event(String text) {
        return new MlogEvent(Severity.INFO, IDENTITY, "A.java", 3, TIME, text);
    }

    private static List<String> messages(String text) {
        return Lines.parsed(MlogFormat.TEXT.write(event(text))).stream()
                .map(line -> ((MlogRecord) line).message())
                .toList();
    }

    @Test
    void eachLineThatIsNotEmptyIsARecord() {
        assertThat(messages("one\n\ntwo\r\n three \rfour\n")).containsExactly("one", "two", " three ", "four");
    }

    @Test
    void aTextWithoutLinesIsNotWritten() {
        for (String text : List.of("", "\n", "\r\n\n")) {
            assertThat(MlogFormat.TEXT.write(event(text))).isEmpty();
            assertThat(MlogFormat.JSON.write(event(text))).isEmpty();
        }
    }

    @Test
    void barsAndPerCentSignsOfAMessageComeBack() {
        assertThat(messages("a|b||%d %n 100%|")).containsExactly("a|b||%d %n 100%|");
    }

    @Test
    void theFractionOfASecondHasNoZerosAtItsEnd() {
        for (var expected : List.of(
                List.of("2026-11-22T19:17:45Z", "45"),
                List.of("2026-11-22T19:17:45.1Z", "45.1"),
                List.of("2026-11-22T19:17:45.010Z", "45.01"),
                List.of("2026-11-22T19:17:45.000000120Z", "45.00000012"),
                List.of("2026-11-22T19:17:45.000000001Z", "45.000000001"))) {
            MlogEvent event = new MlogEvent(Severity.INFO, IDENTITY, "A.java", 3, Instant.parse(expected.get(0)), "m");
            assertThat(MlogFormat.TEXT.write(event)).contains("|2026/11/22 19:17:" + expected.get(1) + "|m\n");
        }
    }

    @Test
    void whatIsNotKnownOrCannotBeWrittenHasADefault() {
        MlogEvent event = new MlogEvent(Severity.INFO, IDENTITY, "", -1, Instant.MAX, "m");
        assertThat(MlogFormat.TEXT.write(event)).endsWith("|???:0|9999/12/31 23:59:59.999999999|m\n");
    }

    /** Whatever the fields and the text are, each written line is read as a record with the same fields and that line of the text. */
    @Test
    void whatIsWrittenIsReadAgain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            MlogEvent event = anyEvent(random);
            byte[] bytes = MlogFormat.TEXT.write(event).getBytes(StandardCharsets.UTF_8);
            List<String> written = Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\n", -1))
                    .toList();
            assertThat(written.get(written.size() - 1)).isEmpty();
            List<MlogLine> read = written.subList(0, written.size() - 1).stream()
                    .map(MlogParser::parse)
                    .toList();
            assertThat(read).as("seed %d, event %d", seed, i).isEqualTo(event.records());
            assertThat(read.stream().map(line -> ((MlogRecord) line).message()))
                    .as("seed %d, event %d", seed, i)
                    .isEqualTo(Arrays.stream(event.text().split("[\r\n]"))
                            .filter(line -> !line.isEmpty())
                            .toList());
        }
    }

    private static MlogEvent anyEvent(Random random) {
        return new MlogEvent(
                List.of(Severity.values()).get(random.nextInt(9)),
                new MlogIdentity(
                        Lines.text(random, 3),
                        random.nextInt(1 << 22),
                        Lines.text(random, 3),
                        Lines.text(random, 3),
                        Lines.text(random, 3),
                        Lines.text(random, 3)),
                Lines.text(random, 3),
                random.nextInt(-1, 100_000),
                Instant.ofEpochSecond(
                        random.nextLong(-100_000_000_000L, 300_000_000_000L),
                        random.nextInt(1000) * (long) Math.pow(10, random.nextInt(7))),
                Lines.text(random, 30));
    }

    @Test
    void asJsonAllLinesAreInOneObject() {
        assertThat(MlogFormat.JSON.write(event("one\n\"two\"")))
                .isEqualTo("{\"mlog\":1,\"severity\":\"INFO\",\"taskId\":\"web.0.x\",\"pid\":7,\"group\":\"shop\","
                        + "\"application\":\"orders\",\"program\":\"probe\",\"correlationId\":\"c-1\","
                        + "\"file\":\"A.java\",\"line\":3,\"time\":\"2026-11-22T19:17:45.500Z\","
                        + "\"message\":\"one\\n\\\"two\\\"\"}\n");
    }

    @Test
    void theJsonIsReadByAnotherLibraryAsItWasMeant() {
        JsonMapper mapper = JsonMapper.builder().build();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            MlogEvent event = anyEvent(random);
            String json = MlogFormat.JSON.write(event);
            if (json.isEmpty()) {
                continue;
            }
            assertThat(json.lines()).hasSize(1);
            JsonNode read = mapper.readTree(json);
            assertThat(read.get("message").asString()).as("seed %d", seed).isEqualTo(event.text());
            assertThat(read.get("severity").asString())
                    .isEqualTo(event.severity().name());
            assertThat(read.get("group").asString()).isEqualTo(event.identity().group());
            assertThat(read.get("pid").asLong()).isEqualTo(event.identity().pid());
            assertThat(Instant.parse(read.get("time").asString())).isEqualTo(event.time());
        }
    }

    @Test
    void halfASurrogatePairSurvivesInJson() {
        String json = MlogFormat.JSON.write(event("a\ud834b"));
        assertThat(json).contains("a\\ud834b");
    }
}
