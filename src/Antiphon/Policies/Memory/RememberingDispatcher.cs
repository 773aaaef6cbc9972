using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// A <see cref="RememberingPolicy"/> at work: <see cref="Start"/>, then in every step <see cref="Choose"/> and, when the agents move,
/// <see cref="Moved"/>. A workspace for one episode at a time; allocates nothing while it works; not for concurrent use.
/// </summary>
internal sealed class RememberingDispatcher
{
    private readonly RememberingPolicy policy;
    private readonly PopulationFilter filter;
    private readonly PopulationBelief belief;
    private readonly PlanReader reader;
    private InnovationMonitor monitor;

    /// <summary>Prepares a dispatcher.</summary>
    /// <param name="policy">What it does.</param>
    /// <param name="filter">Its model of the population, from <see cref="RememberingPolicy.CreateFilter"/>.</param>
    public RememberingDispatcher(RememberingPolicy policy, PopulationFilter filter)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(filter);
        (this.policy, this.filter) = (policy, filter);
        belief = filter.CreateBelief();
        reader = policy.Plan.CreateReader(policy.Memory.Reading, filter);
    }

    /// <summary>The estimated fractions of agents by local state.</summary>
    public ReadOnlySpan<double> Estimate => belief.Fractions;

    /// <summary>
    /// The standard score of the recent observations under the model: about normal when the model is right; above 4 it raises the alarm.
    /// </summary>
    public double Score => monitor.Score;

    /// <summary>Whether the last observation failed the test, so that the estimate was made less sure.</summary>
    public bool Alarmed { get; private set; }

    /// <summary>Begins an episode: the estimate becomes the game's initial law.</summary>
    /// <param name="chance">Randomness; only particles take from it.</param>
    public void Start(RandomStream chance)
    {
        monitor = default;
        Alarmed = false;
        filter.Start(belief, chance);
    }

    /// <summary>Takes an observation into the estimate and acts.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">Numbers of the agents seen by local state; all 0 when nothing was seen.</param>
    /// <param name="chance">Randomness; only particles take from it.</param>
    /// <returns>a_g.</returns>
    public int Choose(int globalState, ReadOnlySpan<int> observation, RandomStream chance)
    {
        if (policy.Memory.Watch && filter.StartsAnew(belief, observation))
        {
            Alarmed = true;
        }
        else
        {
            Watch(observation, chance);
            filter.Update(belief, observation, chance);
        }

        return reader.Action(globalState, belief);
    }

    /// <summary>The agents moved under a global state: the estimate moves with them.</summary>
    /// <param name="globalState">s_g before the move.</param>
    /// <param name="chance">Randomness; only particles take from it.</param>
    public void Moved(int globalState, RandomStream chance) => filter.Predict(belief, globalState, chance);

    /// <summary>The reasons of the last choice.</summary>
    /// <param name="globalState">s_g of that choice.</param>
    public ActionReasons Reasons(int globalState)
    {
        int states = belief.Fractions.Length;
        double[] covariance = new double[states * states];
        filter.Covariance(belief, covariance);
        return new ActionReasons
        {
            Belief = belief.Fractions.ToArray(),
            Deviations = [.. Enumerable.Range(0, states).Select(state => Math.Sqrt(Math.Max(0, covariance[state * (states + 1)])))],
            Values = reader.Values(globalState, belief),
            Test = policy.Memory.Watch ? new ModelTest(Score, InnovationMonitor.Level, InnovationMonitor.Window, Alarmed) : null,
        };
    }

    /// <summary>Writes all that the next step depends on.</summary>
    public void Save(BinaryWriter writer)
    {
        monitor.Save(writer);
        writer.Write(Alarmed);
        belief.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote of a dispatcher of the same policy and filter.</summary>
    public void Restore(BinaryReader reader)
    {
        monitor = InnovationMonitor.Restore(reader);
        Alarmed = reader.ReadBoolean();
        belief.Restore(reader);
    }

    private void Watch(ReadOnlySpan<int> observation, RandomStream chance)
    {
        Alarmed = false;
        if (!policy.Memory.Watch)
        {
            return;
        }

        int seen = 0;
        foreach (int count in observation)
        {
            seen += count;
        }

        if (seen == 0)
        {
            return;
        }

        monitor.Add(filter.Measure(belief, observation));
        Alarmed = monitor.Alarmed;
        if (Alarmed)
        {
            filter.Widen(belief, monitor.Excess, seen, chance);
        }
    }
}
