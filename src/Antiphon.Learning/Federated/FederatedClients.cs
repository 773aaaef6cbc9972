using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// The devices of a federated training: whether each is available, how full its battery is, how large its last update was, and what it is
/// about to do. Quiet and busy hours, which nobody is told, change how many are available.
/// </summary>
/// <param name="clients">n.</param>
internal sealed class FederatedClients(int clients)
{
    /// <summary>Not available, or its battery is too low to work.</summary>
    internal const int Away = 0;

    /// <summary>Ready, and its last update was small.</summary>
    internal const int ReadySmall = 1;

    /// <summary>Ready, and its last update was large, or it never worked.</summary>
    internal const int ReadyLarge = 2;

    /// <summary>Does a short piece of work in this round.</summary>
    internal const int Short = 3;

    /// <summary>Does a long one.</summary>
    internal const int Long = 4;

    internal const int States = 5;

    // Local actions.
    internal const int Idle = 0;
    internal const int OfferShort = 1;
    internal const int OfferLong = 2;

    private const int FullBattery = 10;
    private const int ShortDrain = 1;
    private const int LongDrain = 4;
    private const double Charging = 0.3;
    private const double Turning = 0.1;

    // Probabilities of leaving and of coming back in quiet and in busy hours.
    private static readonly double[] Leaving = [0.08, 0.2];
    private static readonly double[] Returning = [0.3, 0.15];

    private readonly bool[] available = new bool[clients];
    private readonly bool[] large = new bool[clients];
    private readonly int[] battery = new int[clients];
    private readonly int[] states = new int[clients];
    private int hours;

    /// <summary>The state of each.</summary>
    internal ReadOnlySpan<int> Shown => states;

    /// <summary>Begins.</summary>
    internal void Start(RandomStream chance)
    {
        hours = (int)chance.NextBelow(2);
        for (int client = 0; client < clients; client++)
        {
            available[client] = chance.NextDouble() < 0.5;
            battery[client] = (int)chance.NextBelow(FullBattery + 1);
            large[client] = true;
            states[client] = Resting(client);
        }
    }

    /// <summary>Sends a working client home before its work.</summary>
    internal void Dismiss(int client) => states[client] = Resting(client);

    /// <summary>A client has worked.</summary>
    /// <param name="client">Which.</param>
    /// <param name="isLarge">Whether its update was large.</param>
    internal void Worked(int client, bool isLarge)
    {
        battery[client] -= states[client] == Long ? LongDrain : ShortDrain;
        large[client] = isLarge;
        states[client] = Resting(client);
    }

    /// <summary>All move; those that were ready may be drawn for the work that they offer.</summary>
    /// <param name="before">States at the beginning of the step.</param>
    /// <param name="actions">What each offers; without effect for those that are away or have worked.</param>
    /// <param name="drawn">Probability that an offer is taken.</param>
    /// <param name="chance">Randomness.</param>
    internal void Move(ReadOnlySpan<int> before, ReadOnlySpan<int> actions, double drawn, RandomStream chance)
    {
        for (int client = 0; client < clients; client++)
        {
            double draw = chance.NextDouble();
            double move = chance.NextDouble();
            double charge = chance.NextDouble();
            bool isReady = before[client] is ReadySmall or ReadyLarge;
            if (isReady && actions[client] != Idle && draw < drawn)
            {
                states[client] = actions[client] == OfferLong ? Long : Short;
                continue;
            }

            available[client] = available[client] ? move >= Leaving[hours] : move < Returning[hours];
            battery[client] = Math.Min(FullBattery, battery[client] + (available[client] && charge < Charging ? 1 : 0));
            states[client] = Resting(client);
        }

        hours = chance.NextDouble() < Turning ? 1 - hours : hours;
    }

    private int Resting(int client) =>
        !available[client] || battery[client] < LongDrain ? Away
        : large[client] ? ReadyLarge
        : ReadySmall;
}
