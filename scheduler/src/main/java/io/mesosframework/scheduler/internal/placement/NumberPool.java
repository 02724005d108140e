package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.NamedNeed;
import io.mesosframework.structures.RangeSet;
import java.util.ArrayList;
import java.util.List;

/** The ranges of one name. */
final class NumberPool implements Pool {

    private final List<Resource> resources = new ArrayList<>(1);

    /** Of each resource. */
    private final List<RangeSet> left = new ArrayList<>(1);

    /** Of all resources. */
    private RangeSet free = RangeSet.EMPTY;

    @Override
    public void add(Resource resource) {
        if (resource.getType() != Value.Type.RANGES) {
            return;
        }
        RangeSet numbers = RangeSet.of(resource.getRanges().getRangeList().stream()
                .filter(range -> Long.compareUnsigned(range.getBegin(), range.getEnd()) <= 0)
                .map(range -> new RangeSet.Range(range.getBegin(), range.getEnd()))
                .toList());
        resources.add(resource);
        left.add(numbers);
        free = free.plus(numbers);
    }

    @Override
    public boolean fits(NamedNeed need) {
        if (need instanceof NamedNeed.Any any) {
            return free.size() >= any.count();
        }
        return need instanceof NamedNeed.Numbers numbers && free.contains(numbers.numbers());
    }

    @Override
    public long copies(NamedNeed need) {
        if (need instanceof NamedNeed.Any any) {
            return free.size() / any.count();
        }
        return fits(need) ? 1 : 0;
    }

    /** Of any numbers the lowest. */
    @Override
    public void take(NamedNeed need, List<Resource> taken) {
        if (!fits(need)) {
            throw new IllegalStateException("took more than there was");
        }
        RangeSet wanted =
                need instanceof NamedNeed.Any any ? free.takeFirst(any.count()) : ((NamedNeed.Numbers) need).numbers();
        free = free.minus(wanted);
        for (int i = 0; i < left.size(); i++) {
            RangeSet ofThis = left.get(i).intersect(wanted);
            if (!ofThis.isEmpty()) {
                left.set(i, left.get(i).minus(ofThis));
                wanted = wanted.minus(ofThis);
                taken.add(resources.get(i).toBuilder().setRanges(ranges(ofThis)).build());
            }
        }
    }

    private static Value.Ranges ranges(RangeSet numbers) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        numbers.ranges()
                .forEach(range ->
                        ranges.addRangeBuilder().setBegin(range.begin()).setEnd(range.end()));
        return ranges.build();
    }

    @Override
    public String shortfall(NamedNeed need) {
        if (need instanceof NamedNeed.Numbers numbers) {
            return "lacks " + numbers.numbers().minus(free).ranges().get(0);
        }
        return need instanceof NamedNeed.Any ? "offers " + free.size() : "offers ranges";
    }

    @Override
    public double nearness(NamedNeed need) {
        if (need instanceof NamedNeed.Numbers numbers) {
            return (double) numbers.numbers().intersect(free).size()
                    / numbers.numbers().size();
        }
        return need instanceof NamedNeed.Any any ? (double) free.size() / any.count() : 0;
    }
}
