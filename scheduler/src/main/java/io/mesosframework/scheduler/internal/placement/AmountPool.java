package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.NamedNeed;
import java.util.List;

/** The scalars of one name. */
final class AmountPool implements Pool {

    private final Pieces pieces = new Pieces();
    private long left;

    @Override
    public void add(Resource resource) {
        if (resource.getType() == Value.Type.SCALAR) {
            left += pieces.add(resource);
        }
    }

    long left() {
        return left;
    }

    void take(long millis, List<Resource> taken) {
        if (millis > left) {
            throw new IllegalStateException("took more than there was");
        }
        pieces.take(millis, taken);
        left -= millis;
    }

    @Override
    public boolean fits(NamedNeed need) {
        return need instanceof NamedNeed.Amount amount && amount.millis() <= left;
    }

    @Override
    public long copies(NamedNeed need) {
        return need instanceof NamedNeed.Amount amount ? left / amount.millis() : 0;
    }

    @Override
    public void take(NamedNeed need, List<Resource> taken) {
        take(((NamedNeed.Amount) need).millis(), taken);
    }

    @Override
    public String shortfall(NamedNeed need) {
        return need instanceof NamedNeed.Amount
                ? "offers " + (left == 0 ? "none" : Room.text(left))
                : "offers a scalar";
    }

    @Override
    public double nearness(NamedNeed need) {
        return need instanceof NamedNeed.Amount amount ? (double) left / amount.millis() : 0;
    }
}
