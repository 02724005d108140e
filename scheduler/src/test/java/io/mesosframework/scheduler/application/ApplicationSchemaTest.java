package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the published schema and the code that reads applications to the same judgement. */
class ApplicationSchemaTest {

    private static final String SOURCE = read();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SOURCE, InputFormat.JSON);

    /** Relations between values, which a schema cannot express: of a document with no other fault it may say either. */
    private static final Pattern BEYOND_SCHEMA = Pattern.compile(
            "must not be longer than max_time.*|must be shorter than deadline.*|must be [0-9a-z]+ to 720h, is (?!0s).*|.* names no file: .*"
                    + "|contradicts .*|can never hold: .*|begins after its end: .*|is no regular expression: .*|is the application itself: .*"
                    + "|is given twice: the image .*|does nothing on network .*|.* is (joined|mounted|limited) twice"
                    + "|is missing: only a named .*|must not be above hard .*|must be at least what is taken .*"
                    + "|holds what capabilities.bounding .*|is no IPv[46] address: .*|is a variable of environment too: .*|is given twice|is told to the command in .*|holds a number twice"
                    + "|.* is the name of another task .*|port \\d+ is taken by task .*|take .* together.*"
                    + "|must be \"self\": .*|\"sandbox_path\" is for .*|goes in a group only .*|is not for tasks in an executor .*");

    static Stream<Arguments> vocabularies() {
        return Stream.of(
                Arguments.of("/$defs/application", Vocabulary.APPLICATION),
                Arguments.of("/$defs/groupTask", Vocabulary.GROUP_TASK),
                Arguments.of("/$defs/executorResources", Vocabulary.EXECUTOR_RESOURCES),
                Arguments.of("/$defs/executorResources/properties/disk", Vocabulary.EXECUTOR_DISK),
                Arguments.of("/$defs/executor", Vocabulary.EXECUTOR),
                Arguments.of("/$defs/executor/properties/resources", Vocabulary.OWN_EXECUTOR_RESOURCES),
                Arguments.of("/$defs/resources", Vocabulary.RESOURCES),
                Arguments.of("/$defs/resources/properties/disk", Vocabulary.DISK),
                Arguments.of("/$defs/named", Vocabulary.NAMED),
                Arguments.of("/$defs/diskSource", Vocabulary.DISK_SOURCE),
                Arguments.of("/$defs/command", Vocabulary.COMMAND),
                Arguments.of("/$defs/uri", Vocabulary.URI),
                Arguments.of("/$defs/retry", Vocabulary.RETRY),
                Arguments.of("/$defs/update", Vocabulary.UPDATE),
                Arguments.of("/$defs/unreachable", Vocabulary.UNREACHABLE),
                Arguments.of("/$defs/application/properties/kill_policy", Vocabulary.KILL_POLICY),
                Arguments.of("/$defs/strategy", Vocabulary.STRATEGY),
                Arguments.of("/$defs/resources/properties/limits", Vocabulary.LIMITS),
                Arguments.of("/$defs/resources/properties/ports", Vocabulary.PORTS),
                Arguments.of("/$defs/resources/properties/disk/properties/persistence", Vocabulary.PERSISTENCE),
                Arguments.of("/$defs/resources/properties/disk/properties/volume", Vocabulary.PERSISTENT_VOLUME),
                Arguments.of("/$defs/secret", Vocabulary.SECRET),
                Arguments.of("/$defs/secret/properties/reference", Vocabulary.REFERENCE),
                Arguments.of("/$defs/container", Vocabulary.CONTAINER),
                Arguments.of("/$defs/container/properties/parameters/items", Vocabulary.PARAMETER),
                Arguments.of("/$defs/container/properties/rlimits/items", Vocabulary.RLIMIT),
                Arguments.of("/$defs/container/properties/capabilities", Vocabulary.CAPABILITIES),
                Arguments.of("/$defs/network", Vocabulary.NETWORK),
                Arguments.of("/$defs/network/properties/ipaddress/items", Vocabulary.ADDRESS),
                Arguments.of("/$defs/network/properties/port_mapping/items", Vocabulary.PORT_MAPPING),
                Arguments.of("/$defs/volume", Vocabulary.VOLUME),
                Arguments.of("/$defs/volume/properties/source", Vocabulary.VOLUME_SOURCE),
                Arguments.of("/$defs/volume/properties/source/properties/docker_volume", Vocabulary.DOCKER_VOLUME),
                Arguments.of("/$defs/volume/properties/source/properties/sandbox_path", Vocabulary.SANDBOX_PATH),
                Arguments.of("/$defs/check", Vocabulary.CHECK),
                Arguments.of("/$defs/check/properties/http", Vocabulary.CHECK_HTTP),
                Arguments.of("/$defs/discovery", Vocabulary.DISCOVERY),
                Arguments.of("/$defs/discovery/properties/ports/items", Vocabulary.DISCOVERY_PORT),
                Arguments.of("/$defs/filter", Vocabulary.FILTER),
                Arguments.of("/$defs/constraint", Vocabulary.CONSTRAINT),
                Arguments.of("/$defs/healthcheck", Vocabulary.HEALTH_CHECK),
                Arguments.of("/$defs/healthcheck/properties/http", Vocabulary.HTTP),
                Arguments.of("/$defs/healthcheck/properties/tcp", Vocabulary.TCP),
                Arguments.of("/$defs/healthcheck/properties/command", Vocabulary.PROBE_COMMAND));
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void schemaAndCodeHaveTheSameFields(String pointer, Vocabulary vocabulary) {
        JsonNode object = JsonMapper.shared().readTree(SOURCE).at(pointer);

        assertThat(object.get("properties").propertyNames()).containsExactlyInAnyOrderElementsOf(vocabulary.fields());
        assertThat(object.get("additionalProperties").booleanValue()).isFalse();
    }

    @Test
    void everyObjectOfTheSchemaIsClosedAndComparedWithTheCode() {
        long closed = JsonMapper.shared().readTree(SOURCE).findValues("additionalProperties").stream()
                .filter(JsonNode::isBoolean)
                .count();
        assertThat(closed).isEqualTo(vocabularies().count());
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void noWordIsKnownAndRefusedAtOnce(String pointer, Vocabulary vocabulary) {
        assertThat(Collections.disjoint(
                        vocabulary.fields(), vocabulary.refused().keySet()))
                .as(pointer)
                .isTrue();
        assertThat(Collections.disjoint(vocabulary.fields(), vocabulary.meant().keySet()))
                .as(pointer)
                .isTrue();
    }

    @Test
    void theSchemaIsItselfValid() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        assertThat(meta.validate(SOURCE, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108})
    void goodDocumentsAreGoodForBoth(long seed) {
        RandomDocuments documents = new RandomDocuments(new SplittableRandom(seed));
        for (int i = 0; i < 40; i++) {
            JsonNode document = documents.application();
            assertThat(SCHEMA.validate(document))
                    .as("seed %d: %s", seed, document)
                    .isEmpty();
            assertThat(faults(document)).as("seed %d: %s", seed, document).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203, 204})
    void changedDocumentsAreJudgedTheSameByBoth(long seed) {
        compareJudgements(seed, 100);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {301, 302, 303, 304, 305, 306, 307, 308})
    void manyChangedDocumentsAreJudgedTheSameByBoth(long seed) {
        compareJudgements(seed, 3000);
    }

    private static void compareJudgements(long seed, int count) {
        RandomDocuments documents = new RandomDocuments(new SplittableRandom(seed));
        int refused = 0;
        for (int i = 0; i < count; i++) {
            JsonNode document = documents.changed();
            List<Problem> faults = faults(document);
            boolean undecided = faults.stream()
                    .allMatch(fault -> BEYOND_SCHEMA.matcher(fault.message()).matches());
            if (faults.isEmpty() || !undecided) {
                assertThat(SCHEMA.validate(document).isEmpty())
                        .as("seed %d: %s has %s", seed, document, faults)
                        .isEqualTo(faults.isEmpty());
            }
            refused += faults.isEmpty() ? 0 : 1;
        }
        assertThat(refused).isBetween(count / 2, count - 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        []                | false
        {}                | false
        7                 | false
        [7]               | false
        """)
    void whatIsNoDocumentIsNoneForBoth(String json, boolean good) {
        JsonNode document = JsonMapper.shared().readTree(json);
        assertThat(SCHEMA.validate(document).isEmpty()).isEqualTo(good);
        assertThat(faults(document).isEmpty()).isEqualTo(good);
    }

    @Test
    void anArrayIsJudgedByItsElements() {
        RandomDocuments documents = new RandomDocuments(new SplittableRandom(9));
        JsonNode good = documents.application().put("name", "one");
        JsonNode bad = documents.application().put("name", "Two");

        assertThat(SCHEMA.validate(JsonMapper.shared().createArrayNode().add(good)))
                .isEmpty();
        assertThat(SCHEMA.validate(
                        JsonMapper.shared().createArrayNode().add(good).add(bad)))
                .isNotEmpty();
    }

    private static List<Problem> faults(JsonNode document) {
        try {
            ApplicationJson.parse(document.toString(), "");
            return List.of();
        } catch (InvalidApplicationsException e) {
            return e.problems();
        }
    }

    private static String read() {
        try (InputStream in = ApplicationJson.class.getResourceAsStream(ApplicationJson.SCHEMA)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
