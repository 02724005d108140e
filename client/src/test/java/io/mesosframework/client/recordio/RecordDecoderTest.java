package io.mesosframework.client.recordio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mesosframework.client.recordio.RecordException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {

    private final List<String> records = new ArrayList<>();
    private final RecordDecoder decoder = new RecordDecoder(1000);

    @Test
    void recordsFollowEachOtherWithoutSeparator() {
        feed("5\nhello0\n3\n\n\n\n");

        assertThat(records).containsExactly("hello", "", "\n\n\n");
        decoder.end();
    }

    @Test
    void aRecordMayComeOneByteAtATime() {
        for (String one : "12\nhello, world3\nyes".split("")) {
            feed(one);
        }

        assertThat(records).containsExactly("hello, world", "yes");
        decoder.end();
    }

    @Test
    void lengthsCountBytesAndNotCharacters() {
        decoder.feed(
                ByteBuffer.wrap("6\näöü2\nok".getBytes(UTF_8)),
                (buffer, offset, length) -> records.add(new String(buffer, offset, length, UTF_8)));

        assertThat(records).containsExactly("äöü", "ok");
    }

    @Test
    void aZeroLengthIsAnEmptyRecord() {
        feed("0\n");

        assertThat(records).containsExactly("");
    }

    @Test
    void leadingZerosAreDigitsToo() {
        feed("0003\nabc");

        assertThat(records).containsExactly("abc");
    }

    @Test
    void aWholeRecordIsHandedOnInTheChunksOwnArray() {
        byte[] chunk = bytes("xx3\nabc");
        List<byte[]> seen = new ArrayList<>();

        decoder.feed(ByteBuffer.wrap(chunk, 2, 5).slice(), (buffer, offset, length) -> {
            seen.add(buffer);
            assertThat(offset).isEqualTo(4);
            assertThat(length).isEqualTo(3);
        });

        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).isSameAs(chunk);
    }

    @Test
    void aRecordFromADirectOrReadOnlyChunkIsACopy() {
        byte[] chunk = bytes("3\nabc");
        List<byte[]> seen = new ArrayList<>();

        decoder.feed(ByteBuffer.wrap(chunk).asReadOnlyBuffer(), (buffer, offset, length) -> seen.add(buffer));
        decoder.feed(ByteBuffer.allocateDirect(5).put(chunk).flip(), (buffer, offset, length) -> seen.add(buffer));

        assertThat(seen).containsExactly(bytes("abc"), bytes("abc"));
    }

    @Test
    void aCutRecordIsGatheredInAnArrayOfItsOwn() {
        List<byte[]> seen = new ArrayList<>();

        decoder.feed(ByteBuffer.wrap(bytes("6\nabc")), (buffer, offset, length) -> seen.add(buffer));
        decoder.feed(ByteBuffer.wrap(bytes("def6\ngh")), (buffer, offset, length) -> seen.add(buffer));
        decoder.feed(ByteBuffer.wrap(bytes("ijkl")), (buffer, offset, length) -> seen.add(buffer));

        assertThat(seen).containsExactly(bytes("abcdef"), bytes("ghijkl"));
    }

    @Test
    void feedTakesTheWholeChunk() {
        ByteBuffer chunk = ByteBuffer.wrap(bytes("3\nab"));

        decoder.feed(chunk, (buffer, offset, length) -> {});

        assertThat(chunk.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "+5\nhello", "-5\nhello", " 5\nhello", "5 \nhello", "5\r\nhello", "0x5\nhello", "five\n"})
    void aMalformedLengthIsRefused(String stream) {
        RecordException refused = refusalOf(stream);

        assertThat(refused.kind()).isEqualTo(Kind.MALFORMED_LENGTH);
        assertThat(refused).hasMessageContaining("at the start of the stream");
    }

    @ParameterizedTest
    @CsvSource({
        "'5\r\nhello', 5\\r\\nhello",
        "'\tx', \\tx",
        "'\"quoted\"', \\\"quoted\\\"",
        "'5\u0000\u00ff', 5\\x00\\xff",
    })
    void theOffendingBytesAreShownPrintable(String stream, String shown) {
        assertThat(refusalOf(stream)).hasMessageContaining("but found \"" + shown + "\"");
    }

    @Test
    void theOffendingBytesIncludeDigitsOfAnEarlierChunk() {
        feed("12");

        assertThat(refusalOf("3 456")).hasMessageContaining("\"123 456\"");
    }

    @Test
    void tooManyDigitsAreMalformed() {
        assertThat(refusalOf("000000000000000000001\nx").kind()).isEqualTo(Kind.MALFORMED_LENGTH);
    }

    @Test
    void aPageOfHtmlIsShownByItsStart() {
        RecordException refused = refusalOf("<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>"
                + "<body>This is a proxy and not a Mesos master</body></html>");

        assertThat(refused).hasMessageContaining("<!DOCTYPE html>\\n<html><head><title>502 Bad Gateway</title>");
        assertThat(refused.toString().length()).isLessThan(400);
    }

    @Test
    void theErrorSaysWhereInTheStreamItIs() {
        feed("5\nhello");

        assertThat(refusalOf("3\nabcX\n"))
                .hasMessageContaining("at byte 12 of the stream")
                .hasMessageContaining("X\\n");
        assertThat(records).containsExactly("hello", "abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "4294967296", "18446744073709551615", "99999999999999999999"})
    void aRecordBeyondTheLimitIsRefusedByItsLength(String length) {
        RecordException refused = refusalOf(length + "\n");

        assertThat(refused.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(refused).hasMessageContaining(length + " bytes").hasMessageContaining("limit of 1000 bytes");
    }

    @Test
    void aRecordAsLongAsTheLimitIsTaken() {
        feed("1000\n" + "x".repeat(1000));

        assertThat(records).containsExactly("x".repeat(1000));
    }

    @Test
    void afterAnErrorItFailsForGood() {
        RecordException refused = refusalOf("oops");

        assertThatThrownBy(() -> feed("5\nhello")).isSameAs(refused);
        assertThatThrownBy(decoder::end).isSameAs(refused);
        assertThat(records).isEmpty();
    }

    @Test
    void anEmptyStreamIsACleanEnd() {
        decoder.end();
        feed("");
        decoder.end();
    }

    @Test
    void anEndInsideALengthIsATruncation() {
        feed("3\nabc12");

        RecordException cut = catchThrowableOfType(RecordException.class, decoder::end);

        assertThat(cut.kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(cut).hasMessageContaining("inside a record's length, after \"12\" (7 bytes in all)");
    }

    @Test
    void anEndInsideARecordIsATruncationWithCounts() {
        feed("10\nabcd");

        RecordException cut = catchThrowableOfType(RecordException.class, decoder::end);

        assertThat(cut.kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(cut).hasMessageContaining("inside a record of 10 bytes: only 4 of them arrived (7 bytes in all)");
    }

    @Test
    void anEndRightAfterALengthIsATruncation() {
        feed("10\n");

        assertThatThrownBy(decoder::end).hasMessageContaining("only 0 of them arrived");
    }

    @Test
    void whatTheSinkThrowsCostsItsRecordOnly() {
        ByteBuffer chunk = ByteBuffer.wrap(bytes("3\nbad4\ngood"));

        assertThatThrownBy(() -> decoder.feed(chunk, (buffer, offset, length) -> {
                    throw new IllegalStateException("does not parse");
                }))
                .hasMessage("does not parse");
        decoder.feed(chunk, this::add);

        assertThat(records).containsExactly("good");
        decoder.end();
    }

    @Test
    void aLyingLengthCostsNoMemoryBeforeItsBytesArrive() {
        List<RecordDecoder> held = new ArrayList<>();

        for (int i = 0; i < 400; i++) {
            RecordDecoder liar = new RecordDecoder(Integer.MAX_VALUE);
            liar.feed(ByteBuffer.wrap(bytes("2000000000\nabc")), this::add);
            held.add(liar);
        }

        assertThat(held).hasSize(400); // 800 GB, had the lengths been believed
        assertThat(records).isEmpty();
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> new RecordDecoder(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private RecordException refusalOf(String stream) {
        RecordException refusal = catchThrowableOfType(RecordException.class, () -> feed(stream));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private void feed(String bytes) {
        decoder.feed(ByteBuffer.wrap(bytes(bytes)), this::add);
    }

    private void add(byte[] buffer, int offset, int length) {
        records.add(new String(buffer, offset, length, ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
