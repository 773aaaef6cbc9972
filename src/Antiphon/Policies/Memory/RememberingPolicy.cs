using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// A global policy that remembers: it carries an estimate of the population from step to step and updates it by each observation of k
/// agents. It acts by a plan for known populations, read at the estimate. k may be 0. Its action is not a function of the present
/// observation alone.
/// </summary>
/// <remarks>
/// Immutable; <see cref="RememberingDispatcher"/> executes it. The estimate depends on how agents move, so the policy belongs to a local
/// policy and a game.
/// </remarks>
public sealed class RememberingPolicy : GlobalPolicy
{
    /// <summary>Joins a plan and a memory.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="plan">What to do at an estimate.</param>
    /// <param name="memory">How it is made.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public RememberingPolicy(int subsample, PopulationPlan plan, MemoryOptions memory)
        : base(subsample, (plan ?? throw new ArgumentNullException(nameof(plan))).GlobalActions)
    {
        ArgumentNullException.ThrowIfNull(memory);
        memory.Require();
        Plan = plan;
        Memory = memory;
    }

    /// <summary>What to do at an estimate.</summary>
    internal override PopulationPlan Plan { get; }

    /// <inheritdoc/>
    internal override AlphaVectors? Gamma => Plan.Vectors;

    /// <summary>How the estimate is made.</summary>
    internal override MemoryOptions Memory { get; }

    /// <inheritdoc/>
    public override bool Remembers => true;

    /// <summary>The filter of its memory.</summary>
    /// <param name="kernels">How agents move, as the dispatcher believes.</param>
    /// <param name="start">How they start.</param>
    /// <param name="agents">n, as the dispatcher believes.</param>
    internal PopulationFilter CreateFilter(LocalKernels kernels, LocalInitialLaw start, long agents) =>
        Memory.Filter switch
        {
            FilterKind.Linear => new LinearFilter(kernels, start, agents),
            FilterKind.Dirichlet => new DirichletFilter(kernels, start, agents),
            FilterKind.Flow => new FlowFilter(kernels, start, agents, Particles(kernels.LocalStates)),
            FilterKind.LastObservation => new LastObservationFilter(kernels, start, agents),
            _ => new ParticleFilter(kernels, start, agents, Particles(kernels.LocalStates)),
        };

    private int Particles(int localStates)
    {
        MemoryBudget.Require(
            2.0 * sizeof(double) * Memory.Particles * localStates,
            $"an estimate of {Memory.Particles:N0} particles",
            "use fewer particles"
        );
        return Memory.Particles;
    }

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(episode);
        return new Actor(new RememberingDispatcher(this, world.Shared(this, FilterFor)), world.Game.Allowed, episode);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game) => Plan.Validate(game);

    /// <inheritdoc/>
    public override bool SameAs(GlobalPolicy other) =>
        other is RememberingPolicy memory && Subsample == memory.Subsample && Memory == memory.Memory && Plan.SameAs(memory.Plan);

    private PopulationFilter FilterFor(DeployedWorld world)
    {
        RequireGame(world.Game);
        if (world.Agents < Subsample)
        {
            throw new InvalidInputException(
                $"the dispatcher assumes {world.Agents:N0} agents and observes {Subsample:N0}; expected it to assume at least as many as "
                    + "it observes"
            );
        }

        return CreateFilter(world.Kernels, world.Game.Initial.Local, world.Agents);
    }

    /// <summary>Refuses games whose filters would need another model of observations or of agents than there is.</summary>
    /// <exception cref="InvalidInputException">There are several types of agents, or observations are not uniform.</exception>
    internal static void RequireGame(CooperativeGame game) => CooperativeGame.Accept(Refusal(game));

    /// <summary>The words of that refusal; null where a dispatcher of the game can remember.</summary>
    internal static string? Refusal(CooperativeGame game) =>
        game.RefusalOfTypes("a dispatcher with memory", "leave out the memory")
        ?? game.RefusalOfCouplings("a dispatcher with memory", "leave out the memory")
        ?? (
            game.Sampling is UniformSampling
                ? null
                : $"a dispatcher with memory assumes uniform sampling; this game's sampling is {game.Sampling.Text}; leave out the "
                    + "memory or the sampling rule"
        );

    // What particles draw shifts no other chance: number 0 of the family is for the start, then one for every observation and every move.
    private sealed class Actor : IGlobalActor, IStoredActor, IReasoningActor
    {
        private static readonly ulong MemoryPurpose = RandomStream.PurposeKey(Purposes.Memory);

        private readonly RememberingDispatcher dispatcher;
        private readonly AllowedActions allowed;
        private readonly RandomStream thought = new(0);
        private readonly StreamFamily thoughts;
        private long next;

        public Actor(RememberingDispatcher dispatcher, AllowedActions allowed, RandomStream episode)
        {
            this.dispatcher = dispatcher;
            this.allowed = allowed;
            thoughts = episode.Family(MemoryPurpose);
            dispatcher.Start(Think());
        }

        public ReadOnlySpan<double> Estimate => dispatcher.Estimate;

        public bool Alarmed => dispatcher.Alarmed;

        public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) =>
            allowed.Global(globalState).Played(dispatcher.Choose(globalState, observation, Think()));

        public void Moved(int globalState) => dispatcher.Moved(globalState, Think());

        public ActionReasons Reasons(int globalState, ReadOnlySpan<int> observation) => dispatcher.Reasons(globalState);

        public void Save(BinaryWriter writer)
        {
            writer.Write(next);
            dispatcher.Save(writer);
        }

        public void Restore(BinaryReader reader)
        {
            next = reader.ReadInt64();
            dispatcher.Restore(reader);
        }

        private RandomStream Think()
        {
            thoughts.SplitInto(thought, next++);
            return thought;
        }
    }
}
