package io.mesosframework.storage.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.storage.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaderRecordTest {

    private static final LeaderRecord RECORD =
            new LeaderRecord(new Leader(new Candidate("host 1", "https://host-1:8443/é"), 7), "b");

    @Test
    void isReadAsWritten() {
        assertThat(RECORD.encode().text())
                .isEqualTo("leader 1\nterm 7\ninstance host 1\naddress https://host-1:8443/é\nballot b");
        assertThat(LeaderRecord.decode(RECORD.encode())).contains(RECORD);
    }

    @Test
    void linesOfLaterVersionsAreLeftAlone() {
        assertThat(LeaderRecord.decode(Bytes.ofText(RECORD.encode().text() + "\nzone a")))
                .contains(RECORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "leader 2\nterm 7\ninstance a\naddress b\nballot c",
                "leader 1\nterm x\ninstance a\naddress b\nballot c",
                "leader 1\nterm 7\ninstance \naddress b\nballot c",
                "leader 1\nterm 7\naddress b\ninstance a\nballot c",
                "leader 1\nterm 7"
            })
    void whatIsNoRecordIsNone(String text) {
        assertThat(LeaderRecord.decode(Bytes.ofText(text))).isEmpty();
    }

    @Test
    void aCandidateHasAName() {
        assertThatThrownBy(() -> new Candidate(" ", "")).hasMessageContaining("name of its instance");
        assertThatThrownBy(() -> new Candidate("a\nb", "")).hasMessageContaining("control characters");
        assertThatThrownBy(() -> new Candidate("a", "x".repeat(1001))).hasMessageContaining("1000");
    }
}
