using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Server;

/// <summary>
/// One population, dispatched thrice: by the trained pair, by the trained pair that a person may take over, and by the blind pair. All
/// meet the same chances. They start alike, and are made alike again when a person takes over, so that they differ by what was decided
/// since.
/// </summary>
/// <remarks>
/// A step is shown while it is under way: the dispatchers have observed and chosen, the agents have not moved. What changes the
/// populations ends the step first, so that what is observed is always of those who are there.
/// </remarks>
internal sealed class Fleet
{
    private const string ShockPurpose = "demo shock";

    private readonly RandomStream rollout;
    private readonly RandomStream chance;
    private readonly AllowedActions allowed;
    private readonly Arm[] arms;
    private long shocks;
    private int? wanted;

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
        allowed = game.Allowed;
        chance = new RandomStream(seed);
        rollout = OnlineExecution.RolloutStream(seed, 0, 0);
        var deployed = new DeployedPair(game, trained, agents);
        arms = [new Arm("trained", deployed), new Arm("person", deployed), new Arm("blind", new DeployedPair(game, blind, agents))];
        foreach (Arm arm in arms)
        {
            arm.Episode.Start(rollout);
            arm.Decide();
        }
    }

    /// <summary>n.</summary>
    public long Agents { get; }

    /// <summary>k.</summary>
    public int Subsample { get; }

    /// <summary>Whether a person dispatches.</summary>
    public bool IsTaken => wanted is not null;

    /// <summary>What is done in the present step of the population that the person may steer.</summary>
    public int Action => wanted is int action ? allowed.Global(Shown.Episode.GlobalState).Played(action) : Shown.Advice;

    /// <summary>The population that the person may steer.</summary>
    public Arm Shown => arms[1];

    /// <summary>All three.</summary>
    public IReadOnlyList<Arm> Arms => arms;

    /// <summary>The first step that counts in the comparison.</summary>
    public int Since { get; private set; }

    /// <summary>Whether agents can be teleported.</summary>
    public bool CanBeShocked => Shown.Episode.CanBeShocked;

    /// <summary>All agents move, and the next step begins.</summary>
    public void Step() => Step(static () => { });

    /// <summary>Teleports a share of the agents to one local state, in all three populations, before the next step begins.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    public void Shock(double share) =>
        Step(() =>
        {
            RandomStream own = chance.Split(ShockPurpose, shocks++);
            foreach (Arm arm in arms)
            {
                arm.Episode.Shock(share, own.Split(ShockPurpose));
            }
        });

    /// <summary>A person dispatches from the next step on; the other two populations become the same as theirs.</summary>
    public void TakeOver()
    {
        Step(() =>
        {
            Since = Shown.Episode.Time;
            foreach (Arm arm in arms)
            {
                arm.Begin(Shown, rollout);
            }
        });
        wanted = Shown.Advice;
    }

    /// <summary>The person chooses what is done until they choose otherwise.</summary>
    public void Choose(int action) => wanted = action;

    /// <summary>The trained dispatcher acts again, from the present step on.</summary>
    public void GiveBack() => wanted = null;

    private void Step(Action between)
    {
        int action = Action;
        foreach (Arm arm in arms)
        {
            arm.Move(arm == Shown ? action : arm.Advice);
        }

        between();
        foreach (Arm arm in arms)
        {
            arm.Decide();
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
    public double Total { get; private set; }

    /// <summary>What its pair chose in the present step.</summary>
    public int Advice { get; private set; }

    /// <summary>Observes, and chooses.</summary>
    public void Decide() => Advice = Episode.Act();

    /// <summary>Ends the step.</summary>
    /// <param name="action">What is done.</param>
    public void Move(int action)
    {
        Total += Episode.Reward(action);
        Episode.Move(action);
    }

    /// <summary>Counts anew, from where another population stands.</summary>
    public void Begin(Arm other, RandomStream rollout)
    {
        Total = 0;
        Episode.Continue(other.Episode, rollout);
    }
}
