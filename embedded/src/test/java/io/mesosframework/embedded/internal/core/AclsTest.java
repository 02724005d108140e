package io.mesosframework.embedded.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AclsTest {

    private static final Optional<String> ANYBODY = Optional.empty();

    @Test
    void withoutEntriesPermissiveDecides() {
        assertThat(Acls.NONE.allows(Action.RUN_TASK, ANYBODY, Optional.of("root")))
                .isTrue();
        assertThat(Acls.parse("{}").isEmpty()).isTrue();
        Acls strict = Acls.parse("{\"permissive\": false}");
        assertThat(strict.isEmpty()).isFalse();
        assertThat(strict.allows(Action.RUN_TASK, ANYBODY, Optional.of("root"))).isFalse();
    }

    @Test
    void theFirstEntryThatSpeaksOfBothDecides() {
        Acls acls = Acls.parse("""
                {"run_tasks": [
                  {"principals": {"values": ["ann"]}, "users": {"values": ["ann", "root"]}},
                  {"principals": {"values": ["bob"]}, "users": {"type": "ANY"}},
                  {"principals": {"type": "ANY"}, "users": {"values": ["guest"]}},
                  {"principals": {"type": "NONE"}, "users": {"values": ["root"]}}]}""");
        assertThat(run(acls, "ann", "root")).isTrue();
        assertThat(run(acls, "bob", "root")).isTrue();
        assertThat(run(acls, "eve", "guest")).isTrue();
        assertThat(run(acls, "eve", "root")).isFalse();
        assertThat(run(acls, "eve", "other")).isTrue();
    }

    @Test
    void whoHasNotToSayIsMeantByAnyAndNoneOnly() {
        String entry = "{\"permissive\": false, \"run_tasks\": [{\"principals\": %s, \"users\": {\"type\": \"ANY\"}}]}";
        Acls named = Acls.parse(entry.formatted("{\"values\": [\"ann\"]}"));
        assertThat(named.allows(Action.RUN_TASK, ANYBODY, Optional.of("root"))).isFalse();
        Acls any = Acls.parse(entry.formatted("{\"type\": \"ANY\"}"));
        assertThat(any.allows(Action.RUN_TASK, ANYBODY, Optional.of("root"))).isTrue();
    }

    @Test
    void aRoleMayStandForAllBelowIt() {
        Acls acls = Acls.parse("""
                {"permissive": false, "reserve_resources": [
                  {"principals": {"type": "ANY"}, "roles": {"values": ["a/%", "b"]}}]}""");
        assertThat(reserve(acls, "a/x")).isTrue();
        assertThat(reserve(acls, "a/x/y")).isTrue();
        assertThat(reserve(acls, "a")).isFalse();
        assertThat(reserve(acls, "ab")).isFalse();
        assertThat(reserve(acls, "b")).isTrue();
        assertThat(reserve(acls, "b/x")).isFalse();
        assertThat(acls.allows(Action.RESERVE_RESOURCES, ANYBODY, Optional.empty()))
                .isFalse();
    }

    @Test
    void whatCannotBeHeldToIsRefused() {
        refused("nope", "no JSON");
        refused("[]", "a JSON object is expected");
        refused("{\"run_task\": []}", "'run_task' is not known");
        refused("{\"run_tasks\": [{\"principals\": {\"type\": \"ANY\"}}]}", "an entry of 'run_tasks' has no 'users'");
        refused(
                "{\"run_tasks\": [{\"principals\": {\"type\": \"ALL\"}, \"users\": {\"type\": \"ANY\"}}]}",
                "'ALL' is not one of SOME, ANY and NONE");
        refused(
                "{\"mark_agents_gone\": [{\"principals\": {\"type\": \"ANY\"}, \"agents\": {\"values\": [\"a\"]}}]}",
                "must be of type ANY or NONE");
        refused(
                "{\"get_endpoints\": [{\"principals\": {\"type\": \"ANY\"}, \"paths\": {\"values\": [\"/state\"]}}]}",
                "'/state' is not an authorizable path");
    }

    private static void refused(String json, String why) {
        assertThatThrownBy(() -> Acls.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static boolean run(Acls acls, String principal, String user) {
        return acls.allows(Action.RUN_TASK, Optional.of(principal), Optional.of(user));
    }

    private static boolean reserve(Acls acls, String role) {
        return acls.allows(Action.RESERVE_RESOURCES, ANYBODY, Optional.of(role));
    }
}
