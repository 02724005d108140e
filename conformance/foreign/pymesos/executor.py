"""An executor on pymesos: each task greets the scheduler, and ends when it is told to or killed."""
import time

from addict import Dict
from pymesos import Executor, MesosExecutorDriver, decode_data, encode_data


class Farewells(Executor):
    def launchTask(self, driver, task):
        name = decode_data(task.data).decode()
        assert name == task.task_id.value, (name, task)
        self.update(driver, name, "TASK_RUNNING")
        driver.sendFrameworkMessage(encode_data(("greetings " + name).encode()))

    def frameworkMessage(self, driver, message):
        self.update(driver, decode_data(message).decode().split()[1], "TASK_FINISHED")

    def killTask(self, driver, task_id):
        self.update(driver, task_id.value, "TASK_KILLED")

    def update(self, driver, name, state):
        driver.sendStatusUpdate(Dict(task_id=Dict(value=name), state=state, timestamp=time.time()))


if __name__ == "__main__":
    MesosExecutorDriver(Farewells(), use_addict=True).run()
