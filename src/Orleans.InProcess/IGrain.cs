using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// A reference to a grain, or an interface that a grain implements. The interfaces below it say which kind of key it
/// has.
/// </summary>
public interface IGrain : IAddressable;

/// <summary>A grain with a <see cref="Guid"/> key.</summary>
public interface IGrainWithGuidKey : IGrain;

/// <summary>A grain with a 64-bit integer key.</summary>
public interface IGrainWithIntegerKey : IGrain;

/// <summary>A grain with a string key.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>A grain with a <see cref="Guid"/> key and a string beside it.</summary>
public interface IGrainWithGuidCompoundKey : IGrain;

/// <summary>A grain with a 64-bit integer key and a string beside it.</summary>
public interface IGrainWithIntegerCompoundKey : IGrain;
