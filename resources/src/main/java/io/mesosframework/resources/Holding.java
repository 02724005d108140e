package io.mesosframework.resources;

import io.mesosframework.protocol.Resource;

/**
 * So much of a kind.
 *
 * @param copies how many times a shared resource is held; 1 for all else
 */
record Holding(Kind kind, Amount amount, int copies) {

    static Holding of(Resource resource) {
        return new Holding(Kind.of(resource), Amount.of(resource), 1);
    }

    boolean isGone() {
        return amount.isGone() || copies <= 0;
    }

    /** PROTOCOL D20. */
    boolean canAdd(Holding other) {
        return kind.equals(other.kind)
                && !(kind.isExclusive() && !kind.isShared())
                && (!kind.isShared() || amount.equals(other.amount));
    }

    /** PROTOCOL D21. */
    boolean canSubtract(Holding other) {
        return kind.equals(other.kind) && (!(kind.isExclusive() || kind.isShared()) || amount.equals(other.amount));
    }

    boolean contains(Holding other) {
        return canSubtract(other) && copies >= other.copies && amount.contains(other.amount);
    }

    Holding plus(Holding other) {
        return kind.isShared()
                ? new Holding(kind, amount, copies + other.copies)
                : new Holding(kind, amount.plus(other.amount), 1);
    }

    Holding minus(Holding other) {
        return kind.isShared()
                ? new Holding(kind, amount, copies - other.copies)
                : new Holding(kind, amount.minus(other.amount), 1);
    }

    Resource toResource() {
        Resource.Builder resource = kind.resource().toBuilder();
        amount.writeTo(resource);
        return resource.build();
    }
}
