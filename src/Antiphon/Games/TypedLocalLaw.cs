using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>
/// Agents of each type start by a law of their own, over the type's own states; types start independently of each other.
/// </summary>
/// <param name="Types">One law per type, in the order of the types; none of them typed itself.</param>
public sealed record TypedLocalLaw(ImmutableArray<LocalInitialLaw> Types) : LocalInitialLaw;
