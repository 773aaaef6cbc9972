using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>What goes wrong in one episode's world. A workspace; its chances are its own, so that no other chance shifts.</summary>
/// <param name="disturbances">What may go wrong.</param>
/// <param name="states">S.</param>
internal sealed class DisturbedWorld(Disturbances disturbances, int states)
{
    private static readonly ulong LossPurpose = RandomStream.PurposeKey(Purposes.LostObservation);
    private static readonly ulong ShockPurpose = RandomStream.PurposeKey(Purposes.Shock);

    private readonly RandomStream chance = new(0);

    // The observations under way: that of step t is at t modulo their number. The last place holds the one that arrived last.
    private readonly int[] underWay = new int[(disturbances.Delay + 1) * states];
    private readonly int[] last = new int[states];
    private StreamFamily losses;
    private StreamFamily shocks;

    /// <summary>Begins an episode.</summary>
    public void Start(RandomStream rollout)
    {
        losses = rollout.Family(LossPurpose);
        shocks = rollout.Family(ShockPurpose);
        Array.Clear(last);
    }

    /// <summary>Replaces the observation of the present by what the dispatcher sees.</summary>
    /// <param name="observation">The observation; receives what arrives.</param>
    /// <param name="time">The step.</param>
    /// <param name="forgets">
    /// Whether an observation that did not arrive is replaced by the last one that did; before any did, by the episode's first one as it
    /// was sent. Otherwise a missing observation is empty.
    /// </param>
    public void Pass(Span<int> observation, int time, bool forgets)
    {
        int places = disturbances.Delay + 1;
        losses.SplitInto(chance, time);
        bool lost = chance.NextDouble() < disturbances.LostObservations;
        if (time == 0)
        {
            observation.CopyTo(last);
        }

        Span<int> sent = underWay.AsSpan(time % places * observation.Length, observation.Length);
        observation.CopyTo(sent);
        if (lost)
        {
            sent.Clear();
        }

        observation.Clear();
        if (time >= disturbances.Delay)
        {
            underWay.AsSpan((time - disturbances.Delay) % places * observation.Length, observation.Length).CopyTo(observation);
        }

        if (!forgets)
        {
            return;
        }

        if (observation.ContainsAnyExcept(0))
        {
            observation.CopyTo(last);
        }
        else
        {
            last.CopyTo(observation);
        }
    }

    /// <summary>Moves agents in a shock, when it is time.</summary>
    /// <param name="counts">The population after the move.</param>
    /// <param name="time">The step that begins.</param>
    public void Shock(Span<long> counts, int time)
    {
        if (disturbances.ShockShare == 0 || time % disturbances.ShockEvery != 0)
        {
            return;
        }

        shocks.SplitInto(chance, time);
        Teleport(counts, disturbances.ShockShare, chance);
    }

    /// <summary>Moves agents in a shock: each with a probability, all to one local state drawn uniformly.</summary>
    /// <param name="counts">The population.</param>
    /// <param name="share">The probability.</param>
    /// <param name="chance">Randomness.</param>
    public static void Teleport(Span<long> counts, double share, RandomStream chance)
    {
        int target = (int)chance.NextBelow(counts.Length);
        for (int state = 0; state < counts.Length; state++)
        {
            long leaving = BinomialSampler.Sample(chance, counts[state], share);
            counts[state] -= leaving;
            counts[target] += leaving;
        }
    }
}
