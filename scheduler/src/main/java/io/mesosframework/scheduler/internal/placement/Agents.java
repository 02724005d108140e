package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.application.AgentField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All agents that offered, or have a task, each under a small number. What rules make of an agent that never changes is worked out
 * once for each and kept as bits and small numbers, so that ten thousand agents are looked at in microseconds.
 */
final class Agents {

    /** For how long an agent that offers nothing still counts as one that could. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int MOST_RULES = 1000;
    private static final int FEW = 1000;

    /** With fewer it is not worth asking how many are gone. */
    private int checkAt = FEW;

    private final Function<String, Optional<AgentFacts>> kept;

    /** What is kept of agents is from before, and counts as seen when they were first asked for. */
    private @Nullable Instant began;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<AgentFacts> facts = new ArrayList<>();
    private final List<Instant> seen = new ArrayList<>();
    private final BitSet superseded = new BitSet();
    private final Map<AgentField, Column> columns = new HashMap<>();

    /** By the rule itself, so that equal rules of many applications are one. */
    private final Map<Object, Holds> rules = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Holds> eldest) {
            return size() > MOST_RULES;
        }
    };

    /** Nothing is known of agents but what they offer. */
    Agents() {
        this(id -> Optional.empty());
    }

    /** @param kept what was known of an agent before, by its id */
    Agents(Function<String, Optional<AgentFacts>> kept) {
        this.kept = kept;
    }

    /** Takes note of an offer's agent. One that came back with other attributes is another one under a number of its own. */
    int number(Offer offer, Instant now) {
        Integer known = numbers.get(offer.getAgentId().getValue());
        if (known != null && facts.get(known).isOf(offer)) {
            seen.set(known, now);
            String address = AgentFacts.address(offer);
            if (!facts.get(known).address().equals(address)) {
                facts.set(known, facts.get(known).at(address));
            }
            return known;
        }
        return add(AgentFacts.of(offer), now);
    }

    /** The number of an agent that has a task, whether it has offered anything or not. */
    int number(String id, String hostname, Instant now) {
        Integer known = numbers.get(id);
        if (known != null) {
            return known;
        }
        if (began == null) {
            began = now;
        }
        Optional<AgentFacts> before = kept.apply(id);
        return before.isPresent() ? add(before.get(), began) : add(AgentFacts.unseen(id, hostname), Instant.MIN);
    }

    private int add(AgentFacts agent, Instant now) {
        int number = facts.size();
        facts.add(agent);
        seen.add(now);
        Integer before = numbers.put(agent.id(), number);
        if (before != null) {
            superseded.set(before);
        }
        return number;
    }

    AgentFacts facts(int agent) {
        return facts.get(agent);
    }

    /** The values of a field among the agents for which all of this holds, and that have offered something lately. */
    BitSet valuesAround(Column column, List<Holds> all, Instant now) {
        Instant since = now.minus(REMEMBERED);
        BitSet values = new BitSet();
        for (int agent = 0; agent < facts.size(); agent++) {
            int value = column.of(agent);
            if (value != Column.NONE && !values.get(value) && isAround(agent, since) && holds(all, agent)) {
                values.set(value);
            }
        }
        return values;
    }

    private static boolean holds(List<Holds> all, int agent) {
        for (Holds one : all) {
            if (!one.at(agent)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an agent is the newest of its id and has offered something since. */
    boolean isAround(int agent, Instant since) {
        return !superseded.get(agent) && seen.get(agent).isAfter(since);
    }

    /** Whether most of what is known is of agents that are gone, or are other ones now. */
    boolean isMostlyGone(Instant now) {
        if (facts.size() < checkAt) {
            return false;
        }
        int around = around(now).cardinality();
        checkAt = Math.max(checkAt, 2 * around);
        return facts.size() > 2 * around;
    }

    /** The same without the agents that are gone. Numbers change. */
    Agents withoutGone(Instant now) {
        Agents left = new Agents(kept);
        left.began = began;
        around(now).stream().forEach(agent -> left.add(facts.get(agent), seen.get(agent)));
        left.checkAt = Math.max(left.checkAt, 2 * left.facts.size());
        return left;
    }

    private BitSet around(Instant now) {
        Instant since = now.minus(REMEMBERED);
        BitSet around = new BitSet();
        for (int agent = 0; agent < facts.size(); agent++) {
            around.set(agent, isAround(agent, since));
        }
        return around;
    }

    /** The agents' values of a field as small numbers. */
    Column column(AgentField field) {
        return columns.computeIfAbsent(field, Column::new);
    }

    /** For which agents something holds that depends on their facts only; the key stands for the test. */
    Holds holding(Object key, Predicate<AgentFacts> test) {
        return rules.computeIfAbsent(key, unused -> new Holds(test));
    }

    /** Answers a test from bits. */
    final class Holds {
        private final Predicate<AgentFacts> test;
        private final BitSet holds = new BitSet();
        private int known;

        private Holds(Predicate<AgentFacts> test) {
            this.test = test;
        }

        boolean at(int agent) {
            for (; known <= agent; known++) {
                holds.set(known, test.test(facts.get(known)));
            }
            return holds.get(agent);
        }
    }

    /** The values of a field: each distinct one has a number from 0. */
    final class Column {
        static final int NONE = -1;

        private final AgentField field;
        private final Map<List<String>, Integer> values = new HashMap<>();
        private int[] byAgent = new int[16];
        private int known;

        private Column(AgentField field) {
            this.field = field;
        }

        /** The number of the agent's value; {@link #NONE} where it has none. */
        int of(int agent) {
            for (; known <= agent; known++) {
                if (known == byAgent.length) {
                    byAgent = Arrays.copyOf(byAgent, 2 * known);
                }
                List<String> value = facts.get(known).values(field);
                byAgent[known] = value.isEmpty() ? NONE : values.computeIfAbsent(value, unused -> values.size());
            }
            return byAgent[agent];
        }
    }
}
