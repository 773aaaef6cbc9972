using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Where a policy that was learned from a log is based on it, and where on a fallback. A cell is (s_g, c), number s_g * N + rank(c).
/// </summary>
public sealed class PolicyCoverage
{
    private readonly int[] known;

    internal PolicyCoverage(CountLattice lattice, CooperativeGame game, int[] known, string fallback)
    {
        (Lattice, GlobalActions, this.known, Fallback) = (lattice, game.GlobalActions, known, fallback);
        Complete = known.Where((count, cell) => count == game.Allowed.Global(cell / lattice.Size).Count).Count();
        Unknown = known.Count(count => count == 0);
        Partial = known.Length - Complete - Unknown;
    }

    /// <summary>The count vectors of the tracked agents.</summary>
    public CountLattice Lattice { get; }

    /// <summary>A.</summary>
    public int GlobalActions { get; }

    /// <summary>The rule that acts where nothing is known, in words.</summary>
    public string Fallback { get; }

    /// <summary>Cells in which every allowed action is known: the policy's action is the best of all.</summary>
    public int Complete { get; }

    /// <summary>Cells in which some actions are known: the policy's action is the best of those.</summary>
    public int Partial { get; }

    /// <summary>Cells in which none is known: the policy's action is the fallback's.</summary>
    public int Unknown { get; }

    /// <summary>How many actions are known in a cell.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="rank">Rank of c.</param>
    public int KnownActions(int globalState, int rank) => known[(globalState * Lattice.Size) + rank];

    /// <summary>The greedy policy on what is known, ties to the lowest action, with the fallback elsewhere.</summary>
    /// <param name="game">The game.</param>
    /// <param name="lattice">The count vectors of k agents.</param>
    /// <param name="isKnown">Whether an entry, number cell * A + a_g, is known.</param>
    /// <param name="valueOf">The value of a known entry.</param>
    /// <param name="fallback">What to do where nothing is known.</param>
    internal static (TabularGlobalPolicy Policy, PolicyCoverage Coverage) Greedy(
        CooperativeGame game,
        CountLattice lattice,
        Func<int, bool> isKnown,
        Func<int, double> valueOf,
        NamedGlobalPolicy fallback
    )
    {
        int[] seen = new int[game.GlobalStates * lattice.Size];
        int[] actions = new int[seen.Length];
        for (int cell = 0; cell < seen.Length; cell++)
        {
            int best = -1;
            foreach (int action in game.Allowed.Global(cell / lattice.Size))
            {
                int entry = (cell * game.GlobalActions) + action;
                if (isKnown(entry))
                {
                    seen[cell]++;
                    best = best < 0 || valueOf(entry) > valueOf((cell * game.GlobalActions) + best) ? action : best;
                }
            }

            actions[cell] = best >= 0 ? best : fallback.Policy.Table!.Action(cell / lattice.Size, cell % lattice.Size);
        }

        return (
            new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, lattice, actions),
            new PolicyCoverage(lattice, game, seen, fallback.Name)
        );
    }
}
