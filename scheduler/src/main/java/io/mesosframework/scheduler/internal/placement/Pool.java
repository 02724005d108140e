package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.NamedNeed;
import java.util.List;
import java.util.stream.Collectors;

/** What one agent offers for one role of a resource that has a name of its own. */
interface Pool {

    /** For the resources of one name, which on an agent are of one type. */
    static Pool of(Value.Type type) {
        return switch (type) {
            case SCALAR, TEXT -> new AmountPool();
            case RANGES -> new NumberPool();
            case SET -> new ItemPool();
        };
    }

    /** One in which there is nothing, of a type that suits the need. */
    static Pool emptyFor(NamedNeed need) {
        return of(
                need instanceof NamedNeed.Numbers
                        ? Value.Type.RANGES
                        : need instanceof NamedNeed.Amount ? Value.Type.SCALAR : Value.Type.SET);
    }

    /** What is of another type than the pool is not taken. */
    void add(Resource resource);

    boolean fits(NamedNeed need);

    /** For how many such needs there is room. */
    long copies(NamedNeed need);

    /** Takes it out; only where it fits. */
    void take(NamedNeed need, List<Resource> taken);

    /** Why a need does not fit. */
    default Gap gap(String name, NamedNeed need) {
        return new Gap("needs " + text(need) + " of " + name + ", " + shortfall(need), nearness(need));
    }

    /** What there is in place of what is needed. */
    String shortfall(NamedNeed need);

    /** How much of what is needed is there, 0 to 1. */
    double nearness(NamedNeed need);

    /** What is needed, in words. */
    static String text(NamedNeed need) {
        String text;
        if (need instanceof NamedNeed.Amount amount) {
            text = Room.text(amount.millis());
        } else if (need instanceof NamedNeed.Any any) {
            text = Integer.toString(any.count());
        } else if (need instanceof NamedNeed.Numbers numbers) {
            text = numbers.numbers().ranges().stream().map(Object::toString).collect(Collectors.joining(", "));
        } else {
            text = String.join(", ", ((NamedNeed.Items) need).items());
        }
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
