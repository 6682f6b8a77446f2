"""Writes the logs in this folder that other programs can be made to write.

    pip install lightning keras tensorboard transformers accelerate torch
    python make.py

lightning.csv, keras.csv, trainer_state.json and tensorboard.csv come from those programs, of a
training of a few seconds. ultralytics.csv and fastai.csv are written by hand, in the form that
Ultralytics' results.csv and fastai's CSVLogger have. Nothing in this folder changes but by hand.
"""

import os
import shutil
import tempfile
import urllib.request

os.environ["KERAS_BACKEND"] = "torch"
HERE = os.path.dirname(os.path.abspath(__file__))


def lightning_log(folder):
    import lightning
    import torch
    from lightning.pytorch.callbacks import LearningRateMonitor
    from lightning.pytorch.loggers import CSVLogger

    class Model(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(4, 1)

        def step(self, batch, name, **keywords):
            inputs, targets = batch
            loss = torch.nn.functional.mse_loss(self.layer(inputs), targets)
            self.log(name, loss, **keywords)
            return loss

        def training_step(self, batch, _):
            return self.step(batch, "train_loss", on_step=True, on_epoch=True)

        def validation_step(self, batch, _):
            self.step(batch, "val_loss")

        def test_step(self, batch, _):
            self.step(batch, "test_loss")

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.05)

    lightning.seed_everything(1, verbose=False)
    inputs = torch.randn(64, 4)
    targets = inputs.sum(1, keepdim=True)
    data = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(inputs, targets), batch_size=8)
    trainer = lightning.Trainer(
        max_epochs=3, logger=CSVLogger(folder, name="", version=""), log_every_n_steps=4,
        callbacks=[LearningRateMonitor(logging_interval="step")], enable_progress_bar=False,
        enable_checkpointing=False, enable_model_summary=False, accelerator="cpu")
    trainer.fit(Model(), data, data)
    trainer.test(trainer.model, data, verbose=False)
    return os.path.join(folder, "metrics.csv")


def keras_log(folder):
    import keras
    import numpy

    keras.utils.set_random_seed(1)
    inputs = numpy.random.rand(64, 4).astype("float32")
    labels = (inputs.sum(1) > 2).astype("float32")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    path = os.path.join(folder, "keras.csv")
    model.fit(
        inputs, labels, epochs=4, validation_split=0.25, validation_freq=2, verbose=0,
        callbacks=[keras.callbacks.CSVLogger(path, separator=";")])
    return path


def trainer_state(folder):
    import torch
    import transformers

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(4, 1)

        def forward(self, inputs, labels):
            outputs = self.layer(inputs)
            return {"loss": torch.nn.functional.mse_loss(outputs, labels), "logits": outputs}

    torch.manual_seed(1)
    inputs = torch.randn(64, 4)
    rows = [{"inputs": row, "labels": row.sum(0, keepdim=True)} for row in inputs]
    arguments = transformers.TrainingArguments(
        folder, num_train_epochs=3, per_device_train_batch_size=16, logging_steps=2,
        eval_strategy="epoch", save_strategy="epoch", report_to=[], disable_tqdm=True, use_cpu=True)
    trainer = transformers.Trainer(
        Model(), arguments, train_dataset=rows, eval_dataset=rows)
    trainer.train()
    trainer.save_state()
    return os.path.join(folder, "trainer_state.json")


def tensorboard_log(folder):
    """The file behind "Download CSV" in TensorBoard."""
    import tensorboard
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(os.path.join(folder, "run")) as writer:
        for step, value in enumerate([0.9, 0.7, 0.6, 0.55]):
            writer.add_scalar("loss", value, 10 * step)
    server = tensorboard.program.TensorBoard()
    server.configure(argv=[None, "--logdir", folder, "--port", "0"])
    address = server.launch()
    path = os.path.join(folder, "tensorboard.csv")
    with urllib.request.urlopen(
        f"{address}data/plugin/scalars/scalars?tag=loss&run=run&format=csv"
    ) as answer, open(path, "wb") as file:
        file.write(answer.read())
    return path


for name, write in [
    ("lightning.csv", lightning_log), ("keras.csv", keras_log),
    ("trainer_state.json", trainer_state), ("tensorboard.csv", tensorboard_log),
]:
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(write(scratch), os.path.join(HERE, name))
        print(name)
os._exit(0)
