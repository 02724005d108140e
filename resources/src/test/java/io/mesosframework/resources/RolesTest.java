package io.mesosframework.resources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "eng", "eng/web", "a-b", "a.b", "...", "größe", "a*"})
    void rolesOfMesosAreRoles(String role) {
        assertThat(Roles.error(role)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "a/..",
                "a/*",
                "-a",
                "a/-b",
                "a b",
                "a\tb",
                "a\u000bb",
                "a\u007f"
            })
    void whatMesosRefusesIsNoRole(String role) {
        assertThat(Roles.error(role))
                .hasValueSatisfying(error -> assertThat(error).contains("ole"));
    }

    @Test
    void aSubRoleLiesBelow() {
        assertThat(Roles.isStrictSubRole("a/b", "a")).isTrue();
        assertThat(Roles.isStrictSubRole("a/b/c", "a")).isTrue();
        assertThat(Roles.isStrictSubRole("a", "a")).isFalse();
        assertThat(Roles.isStrictSubRole("ab", "a")).isFalse();
        assertThat(Roles.isStrictSubRole("a", "a/b")).isFalse();
    }
}
