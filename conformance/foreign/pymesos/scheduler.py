"""A scheduler on pymesos: usage scheduler.py MASTER EXECUTOR_SCRIPT.

Three tasks end when they are told to by a message, a fourth is killed; then it asks for all and for one that is over.
Prints what it sees, one line an event; ends with 0 when all came as it should.
"""
import os
import sys
import threading

from addict import Dict
from pymesos import MesosSchedulerDriver, Scheduler, decode_data, encode_data

TASKS = ("tell-0", "tell-1", "tell-2", "kill-3")
ENDS = {"tell": "TASK_FINISHED", "kill": "TASK_KILLED"}


class Farewells(Scheduler):
    def __init__(self, executor_script):
        self.executor_script = executor_script
        self.agents = {}
        self.ended = {}
        self.lost = {}
        self.done = threading.Event()
        self.failure = None

    def registered(self, driver, framework_id, master_info):
        print("registered", flush=True)

    def resourceOffers(self, driver, offers):
        for offer in offers:
            wanted = [name for name in TASKS if name not in self.agents][:2]  # two an offer, so that two agents serve
            if not wanted:
                driver.declineOffer(offer.id, filters=Dict(refuse_seconds=60))
                continue
            for name in wanted:
                self.agents[name] = offer.agent_id.value
            print("launch", " ".join(wanted), flush=True)
            driver.launchTasks(offer.id, [self.task(name, offer) for name in wanted])

    def task(self, name, offer):
        task = Dict()
        task.task_id.value = name
        task.agent_id.value = offer.agent_id.value
        task.name = name
        task.resources = [scalar("cpus", 0.1), scalar("mem", 32)]
        task.data = encode_data(name.encode())
        task.executor.executor_id.value = "farewells"
        task.executor.name = "farewells"
        task.executor.command.value = "exec '%s' '%s'" % (sys.executable, self.executor_script)
        task.executor.resources = [scalar("cpus", 0.1), scalar("mem", 32)]
        return task

    def frameworkMessage(self, driver, executor_id, agent_id, message):
        text = decode_data(message).decode()
        print("message", text, flush=True)
        kind, name = text.split()
        if kind != "greetings":
            self.fail(driver, "an odd message: " + text)
        elif name.startswith("kill"):
            driver.killTask(Dict(value=name))
        else:
            driver.sendFrameworkMessage(executor_id, agent_id, encode_data(("end " + name).encode()))

    def statusUpdate(self, driver, update):
        name, state = update.task_id.value, update.state
        print("update", name, state, flush=True)
        if update.reason == "REASON_RECONCILIATION":
            if name not in self.ended:  # those whose end pymesos has not acknowledged yet are told of again
                self.lost[name] = state
                self.done.set()
        elif state == ENDS.get(name.split("-")[0]):
            self.ended[name] = state
            if len(self.ended) == len(TASKS):
                driver.reconcileTasks([])
                driver.reconcileTasks([Dict(task_id=Dict(value="never"), agent_id=Dict(value=self.agents["tell-0"]))])
        elif state not in ("TASK_STARTING", "TASK_RUNNING"):
            self.fail(driver, "%s is %s: %s" % (name, state, update.message))

    def error(self, driver, message):
        self.fail(driver, message)

    def fail(self, driver, why):
        self.failure = self.failure or why
        self.done.set()


def scalar(name, value):
    return Dict(name=name, type="SCALAR", scalar=Dict(value=value))


def main(master, executor_script):
    scheduler = Farewells(executor_script)
    framework = Dict(user=os.environ.get("USER", "root"), name="farewells", hostname="localhost")
    driver = MesosSchedulerDriver(scheduler, framework, master, use_addict=True)
    driver.start()
    timely = scheduler.done.wait(60)
    driver.stop()
    driver.join()
    if not timely:
        sys.exit("not done after 60 s; ended: %s" % scheduler.ended)
    if scheduler.failure:
        sys.exit(scheduler.failure)
    if scheduler.lost != {"never": "TASK_LOST"}:
        sys.exit("reconciliation told %s" % scheduler.lost)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
