export { embeddedQueue as openEmbedded } from '@helix/reliability/embedded';
