namespace Antiphon.Populations;

/// <summary>A tagged agent of each type of a population, made on first use and shared between threads.</summary>
internal sealed class TaggedAgents(CountLattice population)
{
    private readonly TaggedAgent?[] agents = new TaggedAgent?[population.Blocks.Length];
    private readonly Lock gate = new();

    /// <summary>How many types there are.</summary>
    internal int Types => agents.Length;

    /// <summary>The tagged agent of a type.</summary>
    /// <param name="type">The number of its block of states.</param>
    /// <param name="cancellation">Cancels; nothing is kept then.</param>
    internal TaggedAgent Of(int type, CancellationToken cancellation)
    {
        lock (gate)
        {
            return agents[type] ??= new TaggedAgent(population, type, cancellation);
        }
    }
}
