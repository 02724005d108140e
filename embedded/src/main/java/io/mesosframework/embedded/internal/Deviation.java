package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.internal.agent.AgentEffect;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.master.MasterEffect;
import io.mesosframework.embedded.internal.master.MasterInput;
import io.mesosframework.http.Handler;
import java.util.List;

/**
 * A fault planted in an embedded Mesos, to prove that the conformance scenarios would notice it: it stands between the machines and
 * all that goes into and out of them. Called on the loop; nothing by default, and outside of that proof there is none.
 */
public interface Deviation {

    default List<MasterInput> onInput(MasterInput input) {
        return List.of(input);
    }

    default List<MasterEffect> onEffect(MasterEffect effect) {
        return List.of(effect);
    }

    default List<AgentInput> onInput(AgentInput input) {
        return List.of(input);
    }

    default List<AgentEffect> onEffect(AgentEffect effect) {
        return List.of(effect);
    }

    /** The text of an agent's flag, by the flag's name, as it is read. */
    default String onText(String flag, String text) {
        return text;
    }

    /** What serves HTTP in the place of those routes, a master's or an agent's. */
    default Handler over(Handler routes) {
        return routes;
    }
}
