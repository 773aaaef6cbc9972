using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>What a log holds of each table entry (s_g, c, a_g) and of each agent's moves; everything but the order of the steps.</summary>
internal sealed class LogTables
{
    public LogTables(CooperativeGame game, CountLattice lattice, bool seesAgents)
    {
        (Lattice, GlobalStates, GlobalActions) = (lattice, game.GlobalStates, game.GlobalActions);
        Visits = new long[(long)Cells * GlobalActions];
        RewardSums = new double[Visits.Length];
        GlobalMoves = new long[GlobalStates * GlobalActions * GlobalStates];
        LocalMoves = seesAgents ? new long[GlobalStates * lattice.States * lattice.States] : null;
    }

    public CountLattice Lattice { get; }

    public int GlobalStates { get; }

    public int GlobalActions { get; }

    /// <summary>How many (s_g, c) there are; number s_g * N + rank(c).</summary>
    public int Cells => GlobalStates * Lattice.Size;

    /// <summary>Steps with a successor, by entry: [(s_g * N + rank(c)) * A + a_g].</summary>
    public long[] Visits { get; }

    /// <summary>Sums of rewards of those steps, same order.</summary>
    public double[] RewardSums { get; }

    /// <summary>[(s_g * A + a_g) * G + s_g'].</summary>
    public long[] GlobalMoves { get; }

    /// <summary>[(s_g * S + x) * S + y], over all tracked agents; null where the log does not tell who went where.</summary>
    public long[]? LocalMoves { get; }

    /// <summary>Bytes that the tables of a game take, with those of learning.</summary>
    public static double Bytes(CooperativeGame game, int subsample) =>
        (double)LatticeSize.CountVectors(game, subsample)
        * game.GlobalStates
        * ((game.GlobalActions * 4.0 * sizeof(double)) + (2 * sizeof(int)));

    /// <summary>Why nothing can be learned from a log of a game, in words; null where it can.</summary>
    public static string? Refusal(CooperativeGame game) =>
        game.RefusalOfTypes("learning from a log", "log a game without types")
        ?? game.RefusalOfCouplings("learning from a log", "log a game without aggregates");

    /// <summary>Refuses tables that do not fit.</summary>
    public static CountLattice RequireLattice(CooperativeGame game, int subsample)
    {
        CooperativeGame.Accept(Refusal(game));
        MemoryBudget.RequireLattice(
            game.LocalStates,
            subsample,
            (long)Math.Ceiling(Bytes(game, 1) / game.LocalStates),
            "learning from a log"
        );
        MemoryBudget.Require(Bytes(game, subsample), $"learning from a log at k = {subsample:N0}", "track fewer agents");
        if ((double)LatticeSize.CountVectors(game, subsample) * game.GlobalStates * game.GlobalActions > Array.MaxLength)
        {
            throw new InvalidInputException(
                $"a table over {subsample:N0} tracked agents has more than {Array.MaxLength:N0} entries; track fewer agents"
            );
        }

        return new CountLattice(game.LocalStates, subsample);
    }
}
