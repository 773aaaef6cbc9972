using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>A population that begins once its pair is trained.</summary>
/// <param name="Subsample">k.</param>
/// <param name="Agents">n; null: as many as there are then.</param>
internal sealed record AwaitedFleet(int Subsample, long? Agents);

/// <summary>
/// The pairs of a simulated population, one of which may be in training. For one caller at a time, who holds a lock.
/// </summary>
/// <param name="demo">Trains.</param>
/// <param name="changing">The lock.</param>
/// <param name="ended">Is called when a training ended, with the lock.</param>
/// <param name="stopping">Gives up a training.</param>
internal sealed class FleetTraining(FleetDemo demo, Lock changing, Action ended, CancellationToken stopping)
{
    private readonly TrainedPairs pairs = new();
    private AwaitedFleet? awaited;
    private string failed = "";

    /// <summary>The training that is under way, or the last one.</summary>
    public Task Working { get; private set; } = Task.CompletedTask;

    /// <summary>What people should know of it; empty where there is nothing.</summary>
    public string Notice =>
        failed.Length > 0 || awaited is null ? failed
        : pairs.Has(awaited.Subsample)
            ? $"The pair with k = {awaited.Subsample} is trained. It begins when the present population is given back."
        : $"A pair is trained with k = {awaited.Subsample}; the present population goes on until it is there.";

    /// <summary>The population that was awaited and can begin; null where there is none.</summary>
    public AwaitedFleet? Ready => awaited is not null && pairs.Has(awaited.Subsample) ? awaited : null;

    /// <summary>Adds a pair that is there.</summary>
    public void Add(int subsample, JointPolicy pair) => pairs.Add(subsample, pair);

    /// <summary>
    /// The pair with this k for a population that begins; null where none is there. What failed before is told no longer.
    /// </summary>
    public JointPolicy? Use(int subsample)
    {
        JointPolicy? pair = pairs.Use(subsample);
        failed = pair is null ? failed : "";
        return pair;
    }

    /// <summary>Another population begins, or the present one goes on: nothing else is awaited.</summary>
    public void AwaitNothing() => awaited = null;

    /// <summary>The number of agents is changed: what is awaited begins with that number, too.</summary>
    public void Resize() => awaited = awaited is null ? null : awaited with { Agents = null };

    /// <summary>What was awaited cannot begin.</summary>
    public void Refuse(ProblemException problem)
    {
        failed = $"The pair with k = {awaited!.Subsample} is trained, but cannot begin: {problem.Message}";
        awaited = null;
    }

    /// <summary>Trains a pair, for a population that begins with it.</summary>
    /// <param name="subsample">k.</param>
    /// <param name="agents">n; null: as many as there are then.</param>
    /// <exception cref="ProblemException">Another training is under way.</exception>
    public void Await(int subsample, long? agents)
    {
        bool isAwaited = awaited?.Subsample == subsample;
        if (!isAwaited && !Working.IsCompleted)
        {
            throw FleetProblems.Busy();
        }

        awaited = new AwaitedFleet(subsample, agents ?? (isAwaited ? awaited!.Agents : null));
        failed = "";
        if (!isAwaited)
        {
            Working = Task.Run(() => Train(subsample), CancellationToken.None);
        }
    }

    private void Train(int subsample)
    {
        JointPolicy? pair = null;
        string failure = "";
        try
        {
            pair = demo.Train(subsample, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            failure = cause.Message;
        }

        lock (changing)
        {
            if (pair is not null)
            {
                pairs.Add(subsample, pair);
            }
            else if (awaited?.Subsample == subsample)
            {
                awaited = null;
                failed = $"No pair with k = {subsample}: {failure}";
            }

            ended();
        }
    }
}
