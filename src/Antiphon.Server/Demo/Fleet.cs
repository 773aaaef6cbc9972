using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Server;

/// <summary>
/// One population, dispatched thrice: by the trained pair, by the trained pair that a person may take over, and by the blind pair. All meet
/// the same chances for as long as they act alike, so that they differ by what was decided.
/// </summary>
internal sealed class Fleet
{
    private const string ShockPurpose = "demo shock";

    private readonly RandomStream chance;
    private readonly Arm[] arms;
    private long shocks;

    /// <summary>Starts a population.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    /// <param name="trained">The trained pair.</param>
    /// <param name="blind">The blind pair.</param>
    /// <param name="seed">Where chance comes from.</param>
    /// <exception cref="InvalidInputException">A pair cannot be deployed among so many agents.</exception>
    public Fleet(CooperativeGame game, long agents, JointPolicy trained, JointPolicy blind, ulong seed)
    {
        Agents = agents;
        Subsample = trained.Global.Subsample;
        chance = new RandomStream(seed);
        arms =
        [
            new Arm("trained", new DeployedPair(game, trained, agents)),
            new Arm("person", new DeployedPair(game, trained with { Global = new SteeredPolicy(trained.Global, Steering) }, agents)),
            new Arm("blind", new DeployedPair(game, blind, agents)),
        ];
        foreach (Arm arm in arms)
        {
            arm.Episode.Start(OnlineExecution.RolloutStream(seed, 0, 0));
        }
    }

    /// <summary>n.</summary>
    public long Agents { get; }

    /// <summary>k.</summary>
    public int Subsample { get; }

    /// <summary>What the person wants.</summary>
    public Steering Steering { get; } = new();

    /// <summary>The population that the person may steer.</summary>
    public Arm Shown => arms[1];

    /// <summary>All three.</summary>
    public IReadOnlyList<Arm> Arms => arms;

    /// <summary>The first step that counts in the comparison.</summary>
    public int Since { get; private set; }

    /// <summary>Whether agents can be teleported.</summary>
    public bool CanBeShocked => Shown.Episode.CanBeShocked;

    /// <summary>All three take a step.</summary>
    public void Step()
    {
        foreach (Arm arm in arms)
        {
            arm.Step();
        }
    }

    /// <summary>Teleports a share of the agents to one local state, in all three populations.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    public void Shock(double share)
    {
        RandomStream own = chance.Split(ShockPurpose, shocks++);
        foreach (Arm arm in arms)
        {
            arm.Episode.Shock(share, own.Split(ShockPurpose));
        }
    }

    /// <summary>Begins to compare anew.</summary>
    public void Compare()
    {
        Since = Shown.Episode.Time;
        foreach (Arm arm in arms)
        {
            arm.Total = 0;
        }
    }
}

/// <summary>A population and what it earned.</summary>
/// <param name="name">Who dispatches.</param>
/// <param name="pair">The pair.</param>
internal sealed class Arm(string name, DeployedPair pair)
{
    /// <summary>Who dispatches.</summary>
    public string Name => name;

    /// <summary>The population.</summary>
    public Episode Episode { get; } = new(pair);

    /// <summary>The sum of the rewards since the comparison began.</summary>
    public double Total { get; set; }

    /// <summary>The action of the latest step.</summary>
    public int Action { get; private set; }

    /// <summary>The global state of the latest step.</summary>
    public int GlobalState { get; private set; }

    /// <summary>Takes a step.</summary>
    public void Step()
    {
        GlobalState = Episode.GlobalState;
        Action = Episode.Act();
        Total += Episode.Reward(Action);
        Episode.Move(Action);
    }
}
