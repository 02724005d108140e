package io.mesosframework.client.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

    @Test
    void aHeartbeatIsWrittenAsMesosWritesIt() {
        assertThat(text(Event.newBuilder().setType(Event.Type.HEARTBEAT).build()))
                .isEqualTo("{\"type\":\"HEARTBEAT\"}");
    }

    @Test
    void namesAreThoseOfTheProtoFilesAndDefaultsNamedThereAreWritten() {
        FrameworkInfo info = FrameworkInfo.newBuilder()
                .setUser("u")
                .setName("n")
                .addRoles("r")
                .build();

        assertThat(text(info))
                .isEqualTo("{\"user\":\"u\",\"name\":\"n\",\"failover_timeout\":0.0,\"checkpoint\":false,"
                        + "\"roles\":[\"r\"]}");
    }

    @Test
    void a64BitIntegerIsANumber() {
        assertThat(text(DurationInfo.newBuilder().setNanoseconds(Long.MIN_VALUE).build()))
                .isEqualTo("{\"nanoseconds\":-9223372036854775808}");
        assertThat(text(Value.Range.newBuilder().setBegin(0).setEnd(-1).build()))
                .isEqualTo("{\"begin\":0,\"end\":18446744073709551615}");
    }

    @Test
    void bytesAreBase64BothWays() {
        TaskStatus status = decode(
                "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\",\"uuid\":\"/+8=\"}",
                TaskStatus.getDefaultInstance());

        assertThat(status.getUuid()).isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xef}));
        assertThat(text(status)).contains("\"uuid\":\"/+8=\"");
    }

    @Test
    void infinitiesAreTextBothWays() {
        Value.Scalar limit = decode("{\"value\":\"Infinity\"}", Value.Scalar.getDefaultInstance());

        assertThat(limit.getValue()).isPositive().isInfinite();
        assertThat(text(limit)).isEqualTo("{\"value\":\"Infinity\"}");
        assertThat(decode("{\"value\":\"-Infinity\"}", limit).getValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "5, 5.0",
        "1795384295.689, 1795384295.689",
        "-15000000, -15000000.0",
        "0.00025, 0.00025",
        "1e300, 1.0E300",
        "-0.0, -0.0",
    })
    void aDoubleIsWrittenInFullUnlessItIsHugeOrTiny(double value, String text) {
        assertThat(text(Value.Scalar.newBuilder().setValue(value).build())).isEqualTo("{\"value\":" + text + "}");
    }

    @Test
    void mapsAreObjects() {
        String json = "{\"role_constraints\":{\"web/a\":{\"groups\":[{\"attribute_constraints\":[{\"selector\":"
                + "{\"attribute_name\":\"rack\"},\"predicate\":{\"exists\":{}}}]}]}}}";

        OfferConstraints constraints = decode(json, OfferConstraints.getDefaultInstance());

        assertThat(constraints.getRoleConstraintsMap()).containsOnlyKeys("web/a");
        assertThat(text(constraints)).isEqualTo(json);
    }

    @Test
    void aMapMayHoldNumbers() {
        TaskInfo task = decode(
                "{\"name\":\"n\",\"task_id\":{\"value\":\"t\"},\"agent_id\":{\"value\":\"a\"},"
                        + "\"limits\":{\"mem\":{\"value\":\"Infinity\"},\"cpus\":{\"value\":2}}}",
                TaskInfo.getDefaultInstance());

        assertThat(task.getLimitsMap().keySet()).containsExactlyInAnyOrder("mem", "cpus");
        assertThat(task.getLimitsOrThrow("cpus").getValue()).isEqualTo(2.0);
    }

    @Test
    void unknownFieldsAndCamelCaseAreIgnored() {
        FrameworkInfo info = decode(
                "{\"user\":\"u\",\"name\":\"n\",\"failoverTimeout\":5,\"extra\":{\"deep\":[1,{\"a\":null}]}}",
                FrameworkInfo.getDefaultInstance());

        assertThat(info.hasFailoverTimeout()).isFalse();
    }

    @Test
    void nullMeansUnset() {
        FrameworkInfo info = decode(
                "{\"user\":\"u\",\"name\":\"n\",\"id\":null,\"roles\":[null,\"a\",null],\"capabilities\":null}",
                FrameworkInfo.getDefaultInstance());

        assertThat(info.hasId()).isFalse();
        assertThat(info.getRolesList()).containsExactly("a");
    }

    @Test
    void oneValueStandsForAListOfOne() {
        FrameworkInfo info = decode(
                "{\"user\":\"u\",\"name\":\"n\",\"roles\":\"a\",\"capabilities\":{\"type\":\"MULTI_ROLE\"}}",
                FrameworkInfo.getDefaultInstance());

        assertThat(info.getRolesList()).containsExactly("a");
        assertThat(info.getCapabilities(0).getType()).isEqualTo(FrameworkInfo.Capability.Type.MULTI_ROLE);
    }

    @Test
    void ofANameThatComesTwiceTheLastCounts() {
        FrameworkInfo info = decode(
                "{\"user\":\"u\",\"user\":\"v\",\"name\":\"n\",\"roles\":[\"a\"],\"roles\":[\"b\"],"
                        + "\"hostname\":\"h\",\"hostname\":null}",
                FrameworkInfo.getDefaultInstance());

        assertThat(info.getUser()).isEqualTo("v");
        assertThat(info.getRolesList()).containsExactly("b");
        assertThat(info.hasHostname()).isFalse();
    }

    @Test
    void numbersAndBooleansMayBeText() {
        FrameworkInfo info = decode(
                "{\"user\":\"u\",\"name\":\"n\",\"failover_timeout\":\"1.5e2\",\"checkpoint\":\"true\"}",
                FrameworkInfo.getDefaultInstance());

        assertThat(info.getFailoverTimeout()).isEqualTo(150.0);
        assertThat(info.getCheckpoint()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "5.9, 5", "-5.9, -5", "5e0, 5", "-9223372036854775808, -9223372036854775808"})
    void aFractionIsCutOffWhereAnIntegerIsDue(String number, long read) {
        assertThat(decode("{\"nanoseconds\":" + number + "}", DurationInfo.getDefaultInstance())
                        .getNanoseconds())
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1e19", "-1e300", "123456789012345678901234567890"})
    void anIntegerOutOfRangeIsRefused(String number) {
        assertThat(refusal("{\"nanoseconds\":" + number + "}", DurationInfo.getDefaultInstance()))
                .isEqualTo("Failed to convert JSON into DurationInfo protobuf: The number " + number
                        + " is out of range for field 'nanoseconds'");
    }

    @Test
    void anUnsignedIntegerReachesAllOfItsRange() {
        Value.Range range = decode("{\"begin\":0,\"end\":18446744073709551615}", Value.Range.getDefaultInstance());

        assertThat(range.getEnd()).isEqualTo(-1L);
        assertThat(refusal("{\"begin\":-1,\"end\":1}", range)).contains("-1 is out of range for field 'begin'");
    }

    @Test
    void anUnknownEnumNameLeavesAnOptionalFieldUnset() {
        assertThat(decode("{\"type\":\"SUBSCRIBE_TWICE\"}", Call.getDefaultInstance())
                        .hasType())
                .isFalse();
        assertThat(decode("{\"type\":\"subscribe\"}", Call.getDefaultInstance()).hasType())
                .isFalse();
    }

    @Test
    void anUnknownEnumNameInARequiredFieldIsRefused() {
        assertThat(refusal(
                        "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_DREAMING\"}", TaskStatus.getDefaultInstance()))
                .isEqualTo("Failed to convert JSON into TaskStatus protobuf: Failed to find enum for 'TASK_DREAMING'");
    }

    @Test
    void anUnknownEnumValueIsWrittenAsAnEmptyObject() {
        UnknownFieldSet fromTheFuture = UnknownFieldSet.newBuilder()
                .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(99).build())
                .build();
        MasterInfo master = MasterInfo.newBuilder()
                .setId("m")
                .setIp(16777343)
                .setPort(5050)
                .addCapabilities(MasterInfo.Capability.newBuilder().setType(MasterInfo.Capability.Type.AGENT_UPDATE))
                .addCapabilities(MasterInfo.Capability.newBuilder().setUnknownFields(fromTheFuture))
                .build();

        assertThat(text(master)).endsWith("\"capabilities\":[{\"type\":\"AGENT_UPDATE\"},{}]}");
    }

    @Test
    void missingRequiredFieldsAreToldInMesosOwnWords() {
        assertThat(refusal(
                        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"name\":\"n\"}}}",
                        Call.getDefaultInstance()))
                .isEqualTo("Failed to convert JSON into Call protobuf: Missing required fields:"
                        + " subscribe.framework_info.user");
        assertThat(refusal("{\"reconcile\":{\"tasks\":[{}]}}", Call.getDefaultInstance()))
                .endsWith("Missing required fields: reconcile.tasks[0].task_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"user\":5}|Not expecting a JSON number for field 'user'",
                "{\"user\":true}|Not expecting a JSON boolean for field 'user'",
                "{\"user\":[\"u\"]}|Not expecting a JSON array for field 'user'",
                "{\"user\":{}}|Not expecting a JSON object for field 'user'",
                "{\"id\":\"x\"}|Not expecting a JSON string for field 'id'",
                "{\"id\":7}|Not expecting a JSON number for field 'id'",
                "{\"checkpoint\":1}|Not expecting a JSON number for field 'checkpoint'",
                "{\"capabilities\":[{\"type\":3}]}|Not expecting a JSON number for field 'type'",
                "{\"failover_timeout\":false}|Not expecting a JSON boolean for field 'failover_timeout'",
                "{\"failover_timeout\":\"soon\"}|Failed to parse 'soon' as a JSON number for field 'failover_timeout':"
                        + " syntax error at line 1 near: soon",
                "{\"checkpoint\":\"yes\"}|Failed to parse 'yes' as a JSON boolean for field 'checkpoint'",
                "[]|Expecting a JSON object",
                "7|Expecting a JSON object",
                "null|Expecting a JSON object",
            })
    void aValueOfTheWrongKindIsToldInMesosOwnWords(String json, String words) {
        assertThat(refusal(json, FrameworkInfo.getDefaultInstance()))
                .isEqualTo("Failed to convert JSON into FrameworkInfo protobuf: " + words);
    }

    @ParameterizedTest
    @CsvSource({
        "?, ?",
        "AAAA!, !",
        "-_-_, -",
        "\u00e9, \ufffd",
        "\\u00a0, \ufffd",
    })
    void whatHasNoPlaceInBase64IsToldInMesosOwnWords(String text, String character) {
        assertThat(refusal("{\"uuid\":\"" + text + "\"}", TaskStatus.getDefaultInstance()))
                .isEqualTo("Failed to convert JSON into TaskStatus protobuf: Failed to base64 decode bytes field"
                        + " 'uuid': Invalid character '" + character + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~~|",
                "====|",
                "A|",
                "QQ|41",
                "QR==|41",
                "QUI|4142",
                "QQ=garbage?|41",
                "Q U\\tJ\\nD\\u000bRA\\r\\f|41424344",
            },
            quoteCharacter = '~')
    void base64IsReadAsLooselyAsMesosDoes(String text, String bytes) {
        TaskStatus status = Codec.JSON.decode(
                ("{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_LOST\",\"uuid\":\"" + text + "\"}").getBytes(UTF_8),
                TaskStatus.getDefaultInstance());

        assertThat(HexFormat.of().formatHex(status.getUuid().toByteArray())).isEqualTo(bytes == null ? "" : bytes);
    }

    @Test
    void base64ComesBackWithSpaceInItWithoutItsEndAndWithMoreBehindIt() {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            StringBuilder text =
                    new StringBuilder(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            for (int at = text.length(); at > 0; at -= 1 + random.nextInt(9)) {
                text.insert(at, List.of(" ", "\\n", "\\t").get(random.nextInt(3)));
            }
            text.append(random.nextBoolean() ? "=?!" : "");
            String json = "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_LOST\",\"uuid\":\"" + text + "\"}";

            TaskStatus status = Codec.JSON.decode(json.getBytes(UTF_8), TaskStatus.getDefaultInstance());

            assertThat(status.getUuid().toByteArray()).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '~',
            value = {
                "nope|syntax error at line 1 near: ope",
                "{\"a\":1,}|syntax error at line 1 near: }",
                "{\"user\":5,\"b\" 1}|syntax error at line 1 near: 1}",
                "{\"a\":1|syntax error at line 1 near: ",
                "~~|syntax error at line 1 near: ",
                "[1,2|syntax error at line 1 near: ",
                "{} {}|Parsed JSON included non-whitespace trailing characters:  {}",
                "\ufeff{}|syntax error at line 1 near: \ufeff{}",
                "{\"a\":NaN}|syntax error at line 1 near: NaN}",
                "{\"a\":+5}|syntax error at line 1 near: +5}",
                "{\"a\":.5}|syntax error at line 1 near: .5}",
                "{\"a\":-}|syntax error at line 1 near: }",
                "{\"a\":\"\\x\"}|syntax error at line 1 near: \"}",
                "{\"a\":1e999}|Value out of range",
                "{\"failover_timeout\":-1e999}|Value out of range",
                "{\"user\":5,\"a\":[{\"b\":1e999}]}|Value out of range",
            })
    void whatIsNotJsonIsToldInMesosOwnWords(String json, String words) {
        assertThat(refusal(json, FrameworkInfo.getDefaultInstance()))
                .isEqualTo("Failed to parse body into JSON: " + words);
    }

    @Test
    void aSyntaxErrorIsToldWithItsLine() {
        assertThat(refusal("{\n\"a\":\nnope,\n\"b\":1}", FrameworkInfo.getDefaultInstance()))
                .isEqualTo("Failed to parse body into JSON: syntax error at line 3 near: ope,");
    }

    @Test
    void aTextMayBeNestedAsDeepAsMesosAllows() {
        assertThat(refusal("{\"a\":" + "[".repeat(199) + "]".repeat(199) + "}", FrameworkInfo.getDefaultInstance()))
                .startsWith("Failed to convert JSON into FrameworkInfo protobuf: ");
        assertThat(refusal("{\"a\":" + "[".repeat(202) + "]".repeat(9) + "}", FrameworkInfo.getDefaultInstance()))
                .isEqualTo("Failed to parse body into JSON: syntax error at line 1 near: [[" + "]".repeat(9) + "}");
    }

    @Test
    void numbersAndNamesMayBeOfAnyLengthAndWrittenOddly() {
        String text = "{\"" + "a".repeat(60_000) + "\":01,\"value\":007." + ",\"b\":0." + "1".repeat(2000) + "}";

        assertThat(Codec.JSON
                        .decode(text.getBytes(UTF_8), Value.Scalar.getDefaultInstance())
                        .getValue())
                .isEqualTo(7);
    }

    @Test
    void theTextMayLieAnywhereInAnArray() {
        byte[] array = "xx{\"value\":2}yy".getBytes(UTF_8);

        assertThat(Codec.JSON
                        .decode(array, 2, array.length - 4, Value.Scalar.getDefaultInstance())
                        .getValue())
                .isEqualTo(2);
        assertThatThrownBy(() -> Codec.JSON.decode(array, 2, array.length - 3, Value.Scalar.getDefaultInstance()))
                .hasMessageContaining("trailing characters: y");
    }

    @Test
    void textOfAllKindsComesBack() {
        String odd = "\"\\/\b\f\n\r\t\u0000\u007f é 漢 😀";
        Resource resource = Resource.newBuilder()
                .setName(odd)
                .setType(Value.Type.SET)
                .setSet(Value.Set.newBuilder().addItem("").addItem(odd))
                .build();

        Resource back = Codec.JSON.decode(Codec.JSON.encode(resource), resource);

        assertThat(back.getName()).isEqualTo(odd);
        assertThat(back.getSet()).isEqualTo(resource.getSet());
    }

    @Test
    void aDurationIsAnObject() {
        assertThat(refusal(
                        "{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"a\"},"
                                + "\"max_grace_period\":\"10s\"}}",
                        io.mesosframework.protocol.master.Call.getDefaultInstance()))
                .endsWith("Not expecting a JSON string for field 'max_grace_period'");
        assertThat(decode(
                                "{\"drain_agent\":{\"agent_id\":{\"value\":\"a\"},\"max_grace_period\":{\"seconds\":10}}}",
                                io.mesosframework.protocol.master.Call.getDefaultInstance())
                        .getDrainAgent()
                        .getMaxGracePeriod()
                        .getSeconds())
                .isEqualTo(10);
    }

    @Test
    void enumsAreNames() {
        TaskStatus status = TaskStatus.newBuilder()
                .setTaskId(io.mesosframework.protocol.TaskID.newBuilder().setValue("t"))
                .setState(TaskState.TASK_RUNNING)
                .setCheckStatus(
                        io.mesosframework.protocol.CheckStatusInfo.newBuilder().setType(CheckInfo.Type.HTTP))
                .build();

        assertThat(text(status))
                .isEqualTo(
                        "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\",\"check_status\":{\"type\":\"HTTP\"}}");
    }

    private static String text(Message message) {
        return new String(Codec.JSON.encode(message), UTF_8);
    }

    private static <M extends Message> M decode(String json, M prototype) {
        return Codec.JSON.decode(json.getBytes(UTF_8), prototype);
    }

    private static String refusal(String json, Message prototype) {
        CodecException refused = catchThrowableOfType(CodecException.class, () -> decode(json, prototype));
        assertThat(refused).as("decoding of %s", json).isNotNull();
        assertThat(refused).hasMessage(refused.reason());
        return refused.reason();
    }
}
