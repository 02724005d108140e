package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.OfferID;
import java.util.Collection;
import java.util.stream.Collectors;

/** Offers were to be answered of which one has been answered, rescinded or lost with its subscription. Nothing was sent. */
public final class OffersNotOpenException extends MesosException {

    private static final long serialVersionUID = 1L;

    public OffersNotOpenException(Collection<OfferID> offers) {
        super("Not all of these offers are open any more: "
                + offers.stream().map(OfferID::getValue).collect(Collectors.joining(", "))
                + ". Wait for new ones; Scheduler.hold keeps them from the resource manager meanwhile.");
    }
}
