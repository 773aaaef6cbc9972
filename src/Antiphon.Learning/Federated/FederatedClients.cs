using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// The devices of a federated training: whether each is available, how full its battery is, how large its last update was, and whether it
/// waits in the pool from which the workers of a round are drawn. In busy hours many leave, in quiet ones they come back slowly.
/// </summary>
/// <param name="clients">n.</param>
/// <param name="mostEpochs">Whose battery is too low for so many stays away.</param>
internal sealed class FederatedClients(int clients, int mostEpochs)
{
    /// <summary>Not available, or its battery is too low to work.</summary>
    internal const int Away = 0;

    /// <summary>Available, and its last update was small.</summary>
    internal const int ReadySmall = 1;

    /// <summary>Available, and its last update was large, or it never worked.</summary>
    internal const int ReadyLarge = 2;

    /// <summary>In the pool.</summary>
    internal const int Pool = 3;

    // Local actions.
    internal const int Idle = 0;
    internal const int Offer = 1;

    internal const int Quiet = 0;
    internal const int Busy = 1;

    // Batteries hold so many times the most epochs.
    private const int Charges = 2;
    private const double Charging = 0.3;
    private const double Turning = 0.15;
    private const double AvailableAtStart = 0.5;

    // Probabilities of leaving and of coming back in quiet and in busy hours.
    private static readonly double[] Leaving = [0.02, 0.15];
    private static readonly double[] Returning = [0.1, 0.02];

    private readonly int fullBattery = Charges * mostEpochs;
    private readonly bool[] available = new bool[clients];
    private readonly bool[] large = new bool[clients];
    private readonly bool[] worked = new bool[clients];
    private readonly int[] battery = new int[clients];
    private readonly int[] states = new int[clients];

    /// <summary>The state of each.</summary>
    internal ReadOnlySpan<int> Shown => states;

    /// <summary><see cref="Quiet"/> or <see cref="Busy"/>.</summary>
    internal int Hours { get; private set; }

    /// <summary>Begins.</summary>
    internal void Start(RandomStream chance)
    {
        Hours = Quiet;
        for (int client = 0; client < clients; client++)
        {
            available[client] = chance.NextDouble() < AvailableAtStart;
            battery[client] = (int)chance.NextBelow(fullBattery + 1);
            (large[client], worked[client]) = (true, false);
            states[client] = Resting(client);
        }
    }

    /// <summary>Draws the workers of a round from the pool, each for itself.</summary>
    /// <param name="drawn">Probability of each.</param>
    /// <param name="least">Fewest workers: with fewer the round is given up, as by servers that add updates in secret.</param>
    /// <param name="most">Most workers; which come first is drawn anew each time.</param>
    /// <param name="chance">Randomness.</param>
    /// <param name="workers">Receives them.</param>
    internal void Draw(double drawn, int least, int most, RandomStream chance, List<int> workers)
    {
        workers.Clear();
        int first = (int)chance.NextBelow(clients);
        for (int place = 0; place < clients; place++)
        {
            int client = (first + place) % clients;
            if (chance.NextDouble() < drawn && states[client] == Pool && workers.Count < most)
            {
                workers.Add(client);
            }
        }

        if (workers.Count < least)
        {
            workers.Clear();
        }
    }

    /// <summary>A client has worked.</summary>
    /// <param name="client">Which.</param>
    /// <param name="epochs">How long.</param>
    /// <param name="isLarge">Whether its update was large.</param>
    internal void Worked(int client, int epochs, bool isLarge)
    {
        battery[client] -= epochs;
        (large[client], worked[client]) = (isLarge, true);
    }

    /// <summary>All move: those that are available and offer to work are in the pool, but whoever worked rests for a round.</summary>
    /// <param name="actions">What each offers.</param>
    /// <param name="chance">Randomness.</param>
    internal void Move(ReadOnlySpan<int> actions, RandomStream chance)
    {
        for (int client = 0; client < clients; client++)
        {
            double move = chance.NextDouble();
            double charge = chance.NextDouble();
            available[client] = available[client] ? move >= Leaving[Hours] : move < Returning[Hours];
            battery[client] = Math.Min(fullBattery, battery[client] + (available[client] && charge < Charging ? 1 : 0));
            int resting = Resting(client);
            bool isOffer = resting != Away && !worked[client] && actions[client] == Offer;
            states[client] = isOffer ? Pool : resting;
            worked[client] = false;
        }

        Hours = chance.NextDouble() < Turning ? 1 - Hours : Hours;
    }

    private int Resting(int client) =>
        !available[client] || battery[client] < mostEpochs ? Away
        : large[client] ? ReadyLarge
        : ReadySmall;
}
