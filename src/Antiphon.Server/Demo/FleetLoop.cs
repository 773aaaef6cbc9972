using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>Moves a simulated population on for as long as somebody watches it.</summary>
internal sealed class FleetLoop : IAsyncDisposable
{
    private const int OrdinarySpeed = 4;
    private const double ShockShare = 0.5;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(100);

    private readonly Lock changing = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<int, JointPolicy> trained;
    private readonly List<StepQueue> queues = [];
    private readonly TimeProvider clock;
    private readonly Task working;
    private Fleet fleet;
    private Task training = Task.CompletedTask;
    private int speed = OrdinarySpeed;
    private bool isTaken;
    private string notice = "";
    private long number;

    /// <summary>Begins.</summary>
    /// <param name="demo">What is simulated.</param>
    /// <param name="clock">The clock.</param>
    public FleetLoop(FleetDemo demo, TimeProvider clock)
    {
        Demo = demo;
        this.clock = clock;
        trained = new Dictionary<int, JointPolicy> { [demo.Subsample] = demo.Trained };
        fleet = Begin(demo.Subsample, demo.Game.Agents);
        working = Work();
    }

    /// <summary>What is simulated.</summary>
    public FleetDemo Demo { get; }

    /// <summary>Begins to watch.</summary>
    public StepQueue Join()
    {
        var queue = new StepQueue();
        lock (changing)
        {
            queues.Add(queue);
            queue.Add(Shown());
        }

        return queue;
    }

    /// <summary>Watches no longer.</summary>
    public void Leave(StepQueue queue)
    {
        lock (changing)
        {
            queues.Remove(queue);
        }
    }

    /// <summary>Does what a person asks.</summary>
    /// <exception cref="ProblemException">It cannot be done.</exception>
    public void Apply(FleetSettings asked)
    {
        lock (changing)
        {
            int subsample = asked.Subsample ?? fleet.Subsample;
            long agents = asked.Agents ?? fleet.Agents;
            Require(subsample, agents, asked.Shocks);
            speed = asked.Speed ?? speed;
            if (subsample != fleet.Subsample || agents != fleet.Agents || asked.Restarts)
            {
                Change(subsample, agents);
            }

            Steer(asked);
            if (asked.Shocks)
            {
                fleet.Shock(ShockShare);
            }

            Tell();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await working;
        await training.WaitAsync(CancellationToken.None).ContinueWith(static _ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }

    private void Steer(FleetSettings asked)
    {
        if (asked.IsTaken is bool takes && takes != isTaken)
        {
            isTaken = takes;
            fleet.Steering.Action = takes ? fleet.Shown.Action : null;
            if (takes)
            {
                fleet.Compare();
            }
        }

        if (isTaken && asked.Action is int action)
        {
            fleet.Steering.Action = action;
        }
    }

    private void Require(int subsample, long agents, bool shocks)
    {
        if (subsample > agents)
        {
            throw ProblemException.Invalid("k", $"is {subsample}", $"at most n, {agents}", "lower k, or raise n");
        }

        if (shocks && !fleet.CanBeShocked)
        {
            throw ProblemException.Invalid(
                "shock",
                "would move agents between types or clusters",
                "a game with one type of agents that move independently",
                "leave it out"
            );
        }
    }

    // Training takes a while; the present population goes on meanwhile.
    private void Change(int subsample, long agents)
    {
        if (trained.ContainsKey(subsample))
        {
            try
            {
                fleet = Begin(subsample, agents);
            }
            catch (InvalidInputException failure)
            {
                throw ProblemException.Invalid("n", $"cannot be {agents} with k = {subsample}", failure.Message, "choose another n or k");
            }

            return;
        }

        if (!training.IsCompleted)
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict,
                "A training is under way",
                new Violation("k", "cannot be changed during a training", "one change at a time", "wait until the training is done")
            );
        }

        notice = $"A pair is trained with k = {subsample}; the present population goes on until it is there.";
        training = Task.Run(() => Train(subsample, agents), CancellationToken.None);
    }

    private void Train(int subsample, long agents)
    {
        string failed = "";
        try
        {
            JointPolicy pair = Demo.Train(subsample, stopping.Token);
            lock (changing)
            {
                trained[subsample] = pair;
                fleet = Begin(subsample, agents);
            }
        }
        catch (Exception failure) when (failure is InvalidInputException or OperationCanceledException or ArithmeticException)
        {
            failed = $"No pair with k = {subsample}: {failure.Message}";
        }

        lock (changing)
        {
            notice = failed;
            Tell();
        }
    }

    private Fleet Begin(int subsample, long agents)
    {
        var begun = new Fleet(Demo.Game, agents, trained[subsample], Demo.Blind, PolicyEndpoints.DrawSeed());
        isTaken = false;
        return begun;
    }

    private async Task Work()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Step(), clock, stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private TimeSpan Step()
    {
        lock (changing)
        {
            if (queues.Count == 0 || speed == 0)
            {
                return Idle;
            }

            fleet.Step();
            Tell();
            return TimeSpan.FromSeconds(1.0 / speed);
        }
    }

    private void Tell()
    {
        StepEvent shown = Shown();
        foreach (StepQueue queue in queues)
        {
            queue.Add(shown);
        }
    }

    private StepEvent Shown() => new(number++, EventText.Write("fleet", null, (fleet, speed, isTaken, notice), FleetText.WriteStep));
}
