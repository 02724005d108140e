package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.PortNeeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ports that one agent offers for one role, each with the resource that it is offered by. */
final class Ports {

    private final List<Resource> resources = new ArrayList<>(1);

    /** Of each resource. Made when first asked for, as most tasks take none and agents are many. */
    private final List<BitSet> numbers = new ArrayList<>(0);

    void add(Resource resource) {
        resources.add(resource);
    }

    private List<BitSet> left() {
        while (numbers.size() < resources.size()) {
            numbers.add(numbers(resources.get(numbers.size())));
        }
        return numbers;
    }

    private static BitSet numbers(Resource resource) {
        BitSet numbers = new BitSet();
        for (Value.Range range : resource.getRanges().getRangeList()) {
            long begin = Math.max(0, range.getBegin());
            long end = Math.min(65_535, range.getEnd());
            if (begin <= end) {
                numbers.set((int) begin, (int) end + 1);
            }
        }
        return numbers;
    }

    int count() {
        return left().stream().mapToInt(BitSet::cardinality).sum();
    }

    boolean fits(PortNeeds needs) {
        return needs.isNone() || find(needs) != null;
    }

    /** Takes them out; only where they fit. */
    void take(PortNeeds needs, List<Resource> taken) {
        if (needs.isNone()) {
            return;
        }
        BitSet found = find(needs);
        if (found == null) {
            throw new IllegalStateException("took more than there was");
        }
        for (int i = 0; i < left().size(); i++) {
            BitSet ofThis = (BitSet) found.clone();
            ofThis.and(left().get(i));
            found.andNot(ofThis);
            left().get(i).andNot(ofThis);
            if (!ofThis.isEmpty()) {
                taken.add(resources.get(i).toBuilder().setRanges(ranges(ofThis)).build());
            }
        }
    }

    /** Which it would be, the lowest that suit; null where there are none. */
    private @Nullable BitSet find(PortNeeds needs) {
        BitSet free = new BitSet();
        left().forEach(free::or);
        BitSet found = new BitSet();
        for (int port : needs.fixed()) {
            if (!free.get(port)) {
                return null;
            }
            free.clear(port);
            found.set(port);
        }
        if (needs.contiguous()) {
            int begin = run(free, needs.count());
            if (begin < 0) {
                return null;
            }
            found.set(begin, begin + needs.count());
            return found;
        }
        int port = -1;
        for (int n = 0; n < needs.count(); n++) {
            port = free.nextSetBit(port + 1);
            if (port < 0) {
                return null;
            }
            found.set(port);
        }
        return found;
    }

    /** Where the first run of that length begins; -1 where there is none. */
    private static int run(BitSet free, int length) {
        int begin = free.nextSetBit(0);
        while (begin >= 0 && free.nextClearBit(begin) - begin < length) {
            begin = free.nextSetBit(free.nextClearBit(begin));
        }
        return begin;
    }

    private static Value.Ranges ranges(BitSet numbers) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (int begin = numbers.nextSetBit(0); begin >= 0; ) {
            int end = numbers.nextClearBit(begin);
            ranges.addRangeBuilder().setBegin(begin).setEnd(end - 1);
            begin = numbers.nextSetBit(end);
        }
        return ranges.build();
    }

    /** For needs that do not fit. */
    Gap gap(PortNeeds needs) {
        BitSet free = new BitSet();
        left().forEach(free::or);
        int offered = free.cardinality();
        List<Integer> absent =
                needs.fixed().stream().filter(port -> !free.get(port)).toList();
        if (!absent.isEmpty()) {
            return new Gap(
                    "needs port " + absent.get(0) + ", which is not offered",
                    (double) (needs.total() - absent.size()) / needs.total());
        }
        if (needs.total() <= offered) {
            return new Gap(
                    "needs " + needs.count() + " ports that follow each other, offers no such run",
                    (double) (needs.total() - 1) / needs.total());
        }
        return new Gap("needs " + needs.total() + " ports, offers " + offered, (double) offered / needs.total());
    }
}
