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
    private readonly FleetWatchers watchers = new();
    private readonly TimeProvider clock;
    private readonly FleetTraining training;
    private readonly Task working;
    private Fleet fleet;
    private int speed = OrdinarySpeed;
    private long number;

    /// <summary>Begins.</summary>
    /// <param name="demo">What is simulated.</param>
    /// <param name="clock">The clock.</param>
    public FleetLoop(FleetDemo demo, TimeProvider clock)
    {
        Demo = demo;
        this.clock = clock;
        training = new FleetTraining(demo, changing, BeginAwaited, stopping.Token);
        training.Add(demo.Subsample, demo.Trained);
        fleet = NewFleet(demo.Trained, demo.Game.Agents);
        working = Work();
    }

    /// <summary>What is simulated.</summary>
    public FleetDemo Demo { get; }

    /// <summary>Begins to watch.</summary>
    /// <exception cref="ProblemException">Too many watch already.</exception>
    public StepQueue Join()
    {
        lock (changing)
        {
            return watchers.Join(Shown());
        }
    }

    /// <summary>Watches no longer.</summary>
    public void Leave(StepQueue queue)
    {
        lock (changing)
        {
            watchers.Leave(queue);
        }
    }

    /// <summary>Does what a person asks: all of it, or nothing.</summary>
    /// <exception cref="ProblemException">It cannot be done.</exception>
    public void Apply(FleetSettings asked)
    {
        lock (changing)
        {
            asked.Require(fleet);
            Change(asked);
            speed = asked.Speed ?? speed;
            Steer(asked);
            if (asked.Shocks)
            {
                fleet.Shock(ShockShare);
            }

            BeginAwaited();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await working;
        await training.Working.WaitAsync(CancellationToken.None).ContinueWith(static _ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }

    private void Steer(FleetSettings asked)
    {
        if (asked.IsTaken is true && !fleet.IsTaken)
        {
            fleet.TakeOver();
        }
        else if (asked.IsTaken is false)
        {
            fleet.GiveBack();
        }

        if (fleet.IsTaken && asked.Action is int action)
        {
            fleet.Choose(action);
        }
    }

    // Training takes a while; the present population goes on meanwhile, and may be changed.
    private void Change(FleetSettings asked)
    {
        int subsample = asked.Subsample ?? fleet.Subsample;
        long agents = asked.Agents ?? fleet.Agents;
        bool isOther = subsample != fleet.Subsample || agents != fleet.Agents || asked.Restarts;
        if (isOther)
        {
            if (training.Use(subsample) is not { } pair)
            {
                training.Await(subsample, asked.Agents);
                return;
            }

            fleet = Deployed(pair, agents);
        }

        if (asked.Subsample is not null)
        {
            training.AwaitNothing();
        }
        else if (asked.Agents is not null)
        {
            training.Resize();
        }
    }

    // A person who dispatches is not interrupted.
    private void BeginAwaited()
    {
        if (training.Ready is { } next && !fleet.IsTaken)
        {
            try
            {
                fleet = Deployed(training.Use(next.Subsample)!, next.Agents ?? fleet.Agents);
                training.AwaitNothing();
            }
            catch (ProblemException problem)
            {
                training.Refuse(problem);
            }
        }

        Tell();
    }

    private Fleet Deployed(JointPolicy pair, long agents)
    {
        try
        {
            return NewFleet(pair, agents);
        }
        catch (InvalidInputException failure)
        {
            throw FleetProblems.NotDeployed(pair.Global.Subsample, agents, failure);
        }
    }

    private Fleet NewFleet(JointPolicy pair, long agents) => new(Demo.Game, agents, pair, Demo.Blind, PolicyEndpoints.DrawSeed());

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
            if (watchers.Count == 0 || speed == 0)
            {
                return Idle;
            }

            fleet.Step();
            Tell();
            return TimeSpan.FromSeconds(1.0 / speed);
        }
    }

    private void Tell() => watchers.Tell(Shown());

    private StepEvent Shown() => new(number++, EventText.Write("fleet", null, (fleet, speed, training.Notice), FleetText.WriteStep));
}
