const handlers = new Map();

export default handlers;
