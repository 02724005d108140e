package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdsTest {

    @Test
    void theTextHoldsTheThreeParts() {
        assertThat(new TaskIds("web", 3, "k2f9").text()).isEqualTo("web.3.k2f9");
        assertThat(new TaskIds("web", 3, "k2f9")).hasToString("web.3.k2f9");
    }

    @Test
    void anApplicationWithDotsAndNumbersIsReadFromTheRight() {
        assertThat(TaskIds.parse("shop.7.api.12.a-b_C")).contains(new TaskIds("shop.7.api", 12, "a-b_C"));
    }

    @Test
    void theLargestSlotIsRead() {
        assertThat(TaskIds.parse("a.2147483647.x")).contains(new TaskIds("a", Integer.MAX_VALUE, "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "web.3",
                "3.x",
                ".3.x",
                "web..x",
                "web.3.",
                "web.x.3",
                "web.-1.x",
                "web.03.x",
                "web.2147483648.x",
                "web.9999999999.x",
                "Web.3.x",
                "web-.3.x",
                "web.3.x y",
                "we\nb.3.x",
                "web.3.x\n",
                "9e107d9d-372b-4a3a"
            })
    void anIdThatIsNotOursIsLeftAlone(String text) {
        assertThat(TaskIds.parse(text)).isEmpty();
    }

    @Test
    void whatCouldNotBeReadBackIsNotMade() {
        assertThatThrownBy(() -> new TaskIds("Web", 0, "x")).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> new TaskIds("web", -1, "x")).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> new TaskIds("web", 0, "x.y")).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> new TaskIds("web", 0, "")).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void anApplicationsNameHasAtMost128Characters() {
        assertThat(TaskIds.isApplicationName("a".repeat(TaskIds.MAX_APPLICATION_LENGTH)))
                .isTrue();
        assertThat(TaskIds.isApplicationName("a".repeat(TaskIds.MAX_APPLICATION_LENGTH + 1)))
                .isFalse();
        assertThat(TaskIds.parse("a".repeat(129) + ".0.x")).isEmpty();
    }
}
