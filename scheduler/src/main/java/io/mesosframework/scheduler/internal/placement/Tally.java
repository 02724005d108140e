package io.mesosframework.scheduler.internal.placement;

import java.util.Arrays;
import java.util.BitSet;

/** How many slots of an application there are for each value of a field. */
final class Tally {

    private final Agents.Column column;
    private int[] counts = new int[8];
    private int total;

    /** Among which values slots are to be spread; empty where they are not. */
    private BitSet spread = new BitSet();

    /** By count: how many of these values have it. */
    private int[] valuesWith = new int[8];

    private int lowest;

    /** @param agents those of the tasks there are, one each */
    Tally(Agents.Column column, int[] agents) {
        this.column = column;
        for (int agent : agents) {
            add(agent);
        }
    }

    void add(int agent) {
        int value = column.of(agent);
        if (value == Agents.Column.NONE) {
            return;
        }
        reach(value);
        int before = counts[value]++;
        total++;
        if (spread.get(value)) {
            valuesWith[before]--;
            enter(before + 1);
            while (valuesWith[lowest] == 0) {
                lowest++;
            }
        }
    }

    /** Begins to keep the lowest count among these values. */
    void spreadOver(BitSet values) {
        spread = values;
        valuesWith = new int[8];
        values.stream().forEach(value -> enter(count(value)));
        lowest = 0;
        while (!values.isEmpty() && valuesWith[lowest] == 0) {
            lowest++;
        }
    }

    /** The lowest count among the values to be spread over; 0 where there are fewer than {@code least}. */
    int lowest(int least) {
        return spread.cardinality() < least ? 0 : lowest;
    }

    private void enter(int count) {
        if (count >= valuesWith.length) {
            valuesWith = Arrays.copyOf(valuesWith, Math.max(count + 1, 2 * valuesWith.length));
        }
        valuesWith[count]++;
    }

    /** The number of the agent's value. */
    int value(int agent) {
        return column.of(agent);
    }

    int count(int value) {
        return value < counts.length ? counts[value] : 0;
    }

    boolean isEmpty() {
        return total == 0;
    }

    private void reach(int value) {
        if (value >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(value + 1, 2 * counts.length));
        }
    }
}
