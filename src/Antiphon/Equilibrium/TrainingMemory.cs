using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>
/// Bytes that a training needs at its peak, computed before anything is allocated: workspaces of every start at work (and of its judge),
/// the surrogate's solver, the policies that are kept per start, baselines, and the text of a checkpoint. Sums of the formulas that stand
/// beside the allocations.
/// </summary>
internal sealed class TrainingMemory
{
    /// <summary>What the runtime and the program take however small the game is.</summary>
    internal const double RuntimeBytes = 30e6;

    /// <summary>A surrogate that needs more is left out where another oracle proposes, too.</summary>
    internal const double LargestSecondOracle = 4e9;

    // A table is packed as 32-bit numbers, one global state at a time, and kept as text; packed tables are a few per cent of that.
    private const int PackedBytesPerCell = sizeof(int);

    private readonly CooperativeGame game;
    private readonly AlternationOptions options;
    private readonly PopulationSize population;
    private readonly bool judgedExactly;
    private readonly Lazy<bool> movesSuffice;
    private readonly int atOnce;

    /// <summary>Prepares the forecast.</summary>
    /// <param name="game">The game as it is trained (<see cref="AlternationOptions.Deployed(CooperativeGame)"/>).</param>
    /// <param name="options">The options; k may be another one.</param>
    internal TrainingMemory(CooperativeGame game, AlternationOptions options)
    {
        (this.game, this.options) = (game, options);
        population = PopulationChooser.Size(game, options);
        movesSuffice = new Lazy<bool>(() => PopulationChooser.KernelsFactor(game));
        judgedExactly = options.Memory is null && PopulationChooser.ExactFits(game);
        atOnce = Math.Max(1, Math.Min(options.Threads, options.Starts));
    }

    /// <summary>Whether the population model is the exact one.</summary>
    internal bool IsExact => population.IsExact;

    /// <summary>The largest k up to the game's n whose training fits; 0 when none does.</summary>
    /// <param name="bytes">What may be used.</param>
    internal long LargestSubsample(double bytes) =>
        LatticeSize.Largest(
            subsample => subsample == 0 || (Vectors(subsample) <= MostVectors && Bytes((int)subsample) <= bytes) ? 0 : 1,
            Math.Min(game.Agents, int.MaxValue),
            0
        );

    /// <summary>Whether the count vectors of k agents can be indexed, whatever the memory.</summary>
    internal bool CanBeIndexed(long subsample) => subsample <= int.MaxValue && Vectors(subsample) <= MostVectors;

    /// <summary>Bytes of a training at k with all its oracles.</summary>
    internal double Bytes(int subsample) =>
        Without(subsample, UsesSurrogate(subsample) ? atOnce * SurrogateBytes(subsample) : 0)
        + (UsesSurrogate(subsample) ? RowBytes(subsample) : 0);

    private double MostVectors => (double)CountLattice.MaximumSize / game.GlobalStates;

    /// <summary>
    /// Whether the surrogate, where it is the second of two oracles, is left out for its size. Decided by a fixed size, not by what is
    /// free: a result must not depend on the machine.
    /// </summary>
    internal bool LeavesSurrogateOut(int subsample) =>
        options.GlobalOracle == GlobalOracle.Both
        && (
            SurrogateBytes(subsample) + RowBytes(subsample) > LargestSecondOracle
            || (game.Couplings is not null && !CoupledOperator.Fits(game, subsample))
        );

    private bool UsesSurrogate(int subsample) => options.GlobalOracle.HasFlag(GlobalOracle.Surrogate) && !LeavesSurrogateOut(subsample);

    private double Vectors(long subsample) => options.Memory is null ? ObservationLattice.Vectors(game, subsample) : population.Nodes;

    // What every start at work holds, and what all share.
    private double Without(int subsample, double surrogate)
    {
        (int observations, double table) = (Observations(subsample), TabularGlobalPolicy.Bytes(game.GlobalStates, Vectors(subsample)));
        double worker =
            PairEvaluation.Bytes(population, observations, Vectors(subsample))
            + population.DerivativeBytes
            + (population.IsExact ? DenseBytes(population.Nodes) : 0)
            + ClimbBytes(subsample)
            + JudgeBytes(subsample, observations);
        int baselines = game.GlobalActions + 1 + (game.Geometry?.Target is null ? 0 : 1);
        double kept = (baselines + (options.Starts * 2) + (atOnce * 2)) * table;
        return RuntimeBytes
            + Math.Max((atOnce * worker) + surrogate, worker + CheckBytes(subsample, observations))
            + population.ModelBytes
            + kept
            + (Vectors(subsample) * PackedBytesPerCell);
    }

    // At the end, when no surrogate is solved, one workspace stands beside that of the second resolution.
    private double CheckBytes(int subsample, int observations)
    {
        if (population.IsExact || options.Memory is not null)
        {
            return 0;
        }

        // Beside a surrogate the finer one at any k, so that the forecast grows with k; the surrogate soon takes more.
        double vectors = Vectors(subsample);
        int resolution = ModelCheck.OtherResolution(game, (int)population.Agents, UsesSurrogate(subsample) ? 1 : vectors);
        var other = new PopulationSize(game, IsExact: false, resolution);
        return resolution == 0 ? 0 : PairEvaluation.Bytes(other, observations, vectors) + other.ModelBytes;
    }

    // Cells that should change, and the table that changes them.
    private double ClimbBytes(int subsample) =>
        options.GlobalOracle.HasFlag(GlobalOracle.Deployed)
            ? CellSwitches.Bytes(game.GlobalStates * Vectors(subsample))
                + (2 * TabularGlobalPolicy.Bytes(game.GlobalStates, Vectors(subsample)))
            : 0;

    private double JudgeBytes(int subsample, int observations)
    {
        if (options.UpdateRule == UpdateRule.PaperBox)
        {
            var size = new PopulationSize(game, IsExact: true, subsample);
            return PairEvaluation.Bytes(size, observations, Vectors(subsample)) + (2 * size.FunctionBytes);
        }

        var exact = new PopulationSize(game, IsExact: true, game.Agents);
        return judgedExactly
            ? PairEvaluation.Bytes(exact, observations, Vectors(subsample)) + DenseBytes(exact.Nodes) + exact.ModelBytes
            : 0;
    }

    private double SurrogateBytes(int subsample) =>
        GLearn.WorkBytes(game, Agents(subsample)) + DenseBytes(LatticeSize.CountVectors(game, Agents(subsample)));

    // Kernels without an accurate product of moves have dense matrices on small lattices, one per global state, and one while the last is
    // built; so have all kernels that depend on the population.
    private double DenseBytes(double vectors) =>
        vectors > DenseAdvance.MaximumSize || (game.Couplings is null && (game.Types.Count > 1 || movesSuffice.Value))
            ? 0
            : (game.GlobalStates + 1) * DenseAdvance.Bytes(vectors);

    private double RowBytes(int subsample) => LatticeRows.Bytes(game, Agents(subsample));

    private int Observations(int subsample) => options.Memory is null ? subsample : (int)population.Agents;

    // With memory the surrogate is the population that the dispatcher estimates.
    private int Agents(int subsample) => options.Memory is null ? subsample : (int)population.Agents;
}
