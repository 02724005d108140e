package io.mesosframework.scheduler.application;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Shares out what was taken for a whole group among its tasks and their executor, who know only what they need. */
final class Shares {

    private final List<Resource> scalars = new ArrayList<>();

    /** How much of each is left, in thousandths (PROTOCOL D1). */
    private final List<Long> left = new ArrayList<>();

    private final List<Resource> ports = new ArrayList<>();
    private final List<BitSet> numbers = new ArrayList<>();

    /** The fixed ports of anybody. */
    private final BitSet reserved = new BitSet();

    /** @param needs of all of them together */
    Shares(List<Resource> taken, ResourceNeeds needs) {
        needs.ports().fixed().forEach(reserved::set);
        for (Resource resource : taken) {
            if (resource.getType() == Value.Type.SCALAR) {
                scalars.add(resource);
                left.add(Math.round(resource.getScalar().getValue() * 1000));
            } else if (resource.getName().equals("ports")) {
                ports.add(resource);
                numbers.add(numbers(resource));
            }
        }
    }

    private static BitSet numbers(Resource resource) {
        BitSet numbers = new BitSet();
        resource.getRanges()
                .getRangeList()
                .forEach(range -> numbers.set(Math.toIntExact(range.getBegin()), Math.toIntExact(range.getEnd()) + 1));
        return numbers;
    }

    /** The next one's share. */
    List<Resource> take(ResourceNeeds needs) {
        List<Resource> share = new ArrayList<>();
        take("cpus", needs.cpusMillis(), share);
        take("mem", needs.memMillis(), share);
        take("disk", needs.rootDiskMillis(), share);
        take("gpus", needs.gpus() * 1000L, share);
        if (!needs.ports().isNone()) {
            take(needs.ports(), share);
        }
        return share;
    }

    private void take(String name, long millis, List<Resource> share) {
        long wanted = millis;
        for (int i = 0; i < scalars.size() && wanted > 0; i++) {
            long cut = scalars.get(i).getName().equals(name) ? Math.min(wanted, left.get(i)) : 0;
            if (cut > 0) {
                share.add(scalars.get(i).toBuilder()
                        .setScalar(Value.Scalar.newBuilder().setValue(cut / 1000.0))
                        .build());
                left.set(i, left.get(i) - cut);
                wanted -= cut;
            }
        }
        if (wanted > 0) {
            throw new IllegalStateException("less " + name + " was taken than the group needs");
        }
    }

    /**
     * The fixed ones, and the lowest of the others that are nobody's fixed ones. Where those of one task follow each other, all that were
     * taken do, and so does each share of the lowest.
     */
    private void take(PortNeeds needs, List<Resource> share) {
        BitSet wanted = new BitSet();
        needs.fixed().forEach(wanted::set);
        BitSet free = new BitSet();
        numbers.forEach(free::or);
        free.andNot(reserved);
        int port = -1;
        for (int n = 0; n < needs.count(); n++) {
            port = free.nextSetBit(port + 1);
            if (port < 0) {
                throw new IllegalStateException("fewer ports were taken than the group needs");
            }
            wanted.set(port);
        }
        for (int i = 0; i < ports.size(); i++) {
            BitSet ofThis = (BitSet) wanted.clone();
            ofThis.and(numbers.get(i));
            numbers.get(i).andNot(ofThis);
            wanted.andNot(ofThis);
            if (!ofThis.isEmpty()) {
                share.add(ports.get(i).toBuilder().setRanges(ranges(ofThis)).build());
            }
        }
        if (!wanted.isEmpty()) {
            throw new IllegalStateException("ports " + wanted + " were not taken for the group");
        }
    }

    private static Value.Ranges ranges(BitSet numbers) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (int begin = numbers.nextSetBit(0); begin >= 0; begin = numbers.nextSetBit(numbers.nextClearBit(begin))) {
            ranges.addRangeBuilder().setBegin(begin).setEnd(numbers.nextClearBit(begin) - 1);
        }
        return ranges.build();
    }
}
