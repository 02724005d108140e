package io.mesosframework.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "5, UNAVAILABLE, locked",
        "8, UNAVAILABLE, may not be written",
        "1032, UNAVAILABLE, may not be written",
        "10, UNAVAILABLE, check the disk",
        "1034, UNAVAILABLE, check the disk",
        "13, UNAVAILABLE, full",
        "14, UNAVAILABLE, cannot be opened",
        "11, CORRUPT, damaged",
        "267, CORRUPT, damaged",
        "26, CORRUPT, no SQLite database",
        "1, UNAVAILABLE, failed",
    })
    void everyCodeHasItsKindAndAdvice(int code, Kind kind, String advice) {
        SQLException cause = new SQLException("[SQLITE] in its own words", null, code);

        StorageException e = SqliteErrors.translate(Path.of("/data/a.db"), cause, false);

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.outcomeUnknown()).isFalse();
        assertThat(e)
                .hasMessageContaining("/data/a.db")
                .hasMessageContaining(advice)
                .hasMessageContaining("in its own words")
                .hasCause(cause);
        assertThat(SqliteErrors.translate(Path.of("/data/a.db"), cause, true).outcomeUnknown())
                .isTrue();
    }
}
