package io.mesosframework.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "tasks/web.0.x", "with blank", "größe/日本/😀", "a%_*?'\"\\", "."})
    void printableTextIsAKey(String key) {
        assertThat(Keys.check(key)).isSameAs(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "a\n",
                "a\u0000b",
                "\u007f",
                "\u0085",
                "a\ud800",
                "\udc00a",
                "\udc00\ud800"
            })
    void whatIsEmptyInAPartOrNotPrintableIsNoKey(String key) {
        assertThatThrownBy(() -> Keys.check(key))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/", "a/b"})
    void theBeginningOfAKeyIsAPrefix(String prefix) {
        assertThat(Keys.checkPrefix(prefix)).isSameAs(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "a//", "a\t"})
    void whatNoKeyStartsWithIsNoPrefix(String prefix) {
        assertThatThrownBy(() -> Keys.checkPrefix(prefix)).isInstanceOf(StorageException.class);
    }

    @Test
    void theLimitCountsBytesOfUtf8() {
        for (String letter : List.of("a", "ö", "日", "😀")) {
            int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
            String longest = letter.repeat(Storage.MAX_KEY_BYTES / bytes);
            assertThat(Keys.check(longest)).isSameAs(longest);
            assertThatThrownBy(() -> Keys.check(longest + letter))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("512 bytes");
        }
    }

    @Test
    void theOrderIsThatOfTheBytes() {
        List<String> keys = List.of("😀", "\uffee", "a", "b", "aa", "a/b", "日本", "\ue000", "a😀", "a\uffee", "a");
        for (String left : keys) {
            for (String right : keys) {
                int bytes = Arrays.compareUnsigned(
                        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(Keys.ORDER.compare(left, right)))
                        .as("%s and %s", left, right)
                        .isEqualTo(Integer.signum(bytes));
            }
        }
    }

    @Test
    void afterAPrefixComesTheNextCodePoint() {
        String last = Character.toString(Character.MAX_CODE_POINT);
        assertThat(Keys.afterPrefix("tasks/")).contains("tasks0");
        assertThat(Keys.afterPrefix("a" + last + last)).contains("b");
        assertThat(Keys.afterPrefix("\ud7ff")).contains("\ue000");
        assertThat(Keys.afterPrefix("\uffff")).contains("\ud800\udc00");
        assertThat(Keys.afterPrefix("")).isEmpty();
        assertThat(Keys.afterPrefix(last)).isEmpty();
    }
}
